import COneDNN
import Randomness
import Testing

@testable import Networks

@Suite struct MatrixProductsTests {
    @Test(arguments: [false, true], [false, true])
    func `a product equals the naive one in every transposition`(a: Bool, b: Bool) throws {
        var generator = SplitMix64(seed: 1)
        for (m, n, k) in [(1, 1, 1), (3, 5, 7), (17, 33, 19), (31, 10, 65)] {
            let x = generator.floats(m * k)
            let y = generator.floats(k * n)
            let start = generator.floats(m * n)
            let result = AlignedBuffer(start, empty: 0)
            let left = AlignedBuffer(x, empty: 0)
            let right = AlignedBuffer(y, empty: 0)
            let products = MatrixProducts()
            let first = MatrixProducts.Operand(
                left.pointer,
                rows: a ? k : m,
                columns: a ? m : k
            )
            let second = MatrixProducts.Operand(
                right.pointer,
                rows: b ? n : k,
                columns: b ? k : n
            )
            try products.multiply(
                a ? first.transpose : first,
                b ? second.transpose : second,
                scale: 0.5,
                keep: 2,
                into: result.pointer
            )
            for row in 0..<m {
                for column in 0..<n {
                    var sum: Float = 0
                    for inner in 0..<k {
                        sum +=
                            x[a ? inner * m + row : row * k + inner]
                            * y[b ? column * k + inner : inner * n + column]
                    }
                    let wanted = 0.5 * sum + 2 * start[row * n + column]
                    #expect(abs(result.pointer[row * n + column] - wanted) < 1e-4)
                }
            }
            #expect(products.flops == 2 * m * n * k)
        }
    }

    @Test func `a failed call of oneDNN is an error with its reason`() {
        let error = NetworksError.oneDNN("a product", 2)
        #expect("\(error)".contains("a product: invalid arguments"))
    }

    @Test func `the library states a version that this package knows`() {
        let version = onednn_library_version()
        #expect((2...3).contains(version.major))
    }
}

@Suite struct ThreadTeamTests {
    @Test func `every part runs exactly once`() {
        for count in [0, 1, 2, 7, 100] {
            let runs = AlignedBuffer<UInt8>(count: max(1, count), repeating: 0)
            ThreadTeam.parallel(count) { runs.pointer[$0] += 1 }
            #expect(runs.array.prefix(count).allSatisfy { $0 == 1 })
        }
    }

    @Test func `a split covers every element once`() {
        for count in [0, 1, 15, 16, 17, 33, 1000] {
            let runs = AlignedBuffer<UInt8>(count: max(1, count), repeating: 0)
            ThreadTeam.split(count) { range in
                for index in range { runs.pointer[index] += 1 }
            }
            #expect(runs.array.prefix(count).allSatisfy { $0 == 1 })
        }
    }
}
