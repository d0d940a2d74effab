internal import COneDNN

/// Single-precision matrix products on oneDNN, which counts the arithmetic that it executes.
final class MatrixProducts {
    /// Floating-point operations so far; a multiply-add is 2.
    private(set) var flops = 0

    /// A row-major matrix in memory that somebody else owns.
    struct Operand {
        let pointer: UnsafePointer<Float>
        let rows: Int
        let columns: Int
        var transposed = false

        init(_ pointer: UnsafePointer<Float>, rows: Int, columns: Int) {
            self.pointer = pointer
            self.rows = rows
            self.columns = columns
        }

        var transpose: Operand {
            var other = self
            other.transposed.toggle()
            return other
        }

        var height: Int { transposed ? columns : rows }
        var width: Int { transposed ? rows : columns }
    }

    /// `result = scale · a · b + keep · result`.
    func multiply(
        _ a: Operand,
        _ b: Operand,
        scale: Float = 1,
        keep: Float = 0,
        into result: UnsafeMutablePointer<Float>
    ) throws(NetworksError) {
        precondition(a.width == b.height, "The matrices do not fit.")
        let (m, n, k) = (a.height, b.width, a.width)
        let status = onednn_sgemm(
            a.transposed,
            b.transposed,
            Int64(m),
            Int64(n),
            Int64(k),
            scale,
            a.pointer,
            Int64(a.columns),
            b.pointer,
            Int64(b.columns),
            keep,
            result,
            Int64(n)
        )
        guard status == 0 else { throw .oneDNN("a product of \(m) × \(k) × \(n)", status) }
        flops += 2 * m * n * k
    }
}

extension NetworksError {
    static func oneDNN(_ operation: String, _ status: Int32) -> NetworksError {
        .arithmetic(operation: operation, reason: String(cString: onednn_status_text(status)))
    }
}
