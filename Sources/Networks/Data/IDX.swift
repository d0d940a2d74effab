/// An array of bytes in the idx format of the MNIST files.
///
/// Two zero bytes, the type (0x08: unsigned bytes), the number of dimensions, each dimension as a
/// big-endian 32-bit number, then the values, last dimension fastest.
/// http://yann.lecun.com/exdb/mnist/
struct IDX {
    let dimensions: [Int]
    let values: [UInt8]

    /// Reads the content of a file, gzip or plain.
    init(bytes: [UInt8], path: String, dimensions rank: Int) throws(NetworksError) {
        let bytes = Gzip.isGzip(bytes) ? try Gzip.decompress(bytes, path: path) : bytes
        func malformed(_ reason: String) -> NetworksError {
            .malformed(path: path, format: "idx", reason: reason)
        }
        let header = 4 + 4 * rank
        guard bytes.count >= header else {
            throw malformed("it has \(bytes.count) bytes, its header alone takes \(header)")
        }
        guard bytes[0] == 0, bytes[1] == 0, bytes[2] == 8, bytes[3] == rank else {
            let magic = bytes[..<4].map { Self.hexadecimal($0) }.joined(separator: " ")
            throw malformed(
                "it begins with \(magic), not 00 00 08 \(Self.hexadecimal(UInt8(rank))) for "
                    + "bytes in \(rank) dimension\(rank == 1 ? "" : "s")"
            )
        }
        dimensions = (0..<rank).map { dimension in
            bytes[(4 + 4 * dimension)..<(8 + 4 * dimension)].reduce(0) { $0 << 8 | Int($1) }
        }
        var expected = 1
        for dimension in dimensions {
            let (product, overflow) = expected.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw malformed("its dimensions \(dimensions) are too large") }
            expected = product
        }
        guard bytes.count - header == expected else {
            throw malformed(
                "its header promises \(expected) values, \(bytes.count - header) follow"
            )
        }
        values = Array(bytes[header...])
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
    }
}
