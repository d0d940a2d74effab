import Foundation
import Randomness
import Testing

@testable import Networks

/// Whether a Python with the safetensors package is there.
private let pythonReadsSafeTensors =
    run(
        "python3",
        ["-c", "import numpy, safetensors.numpy"]
    ) == ""

/// The standard output of a program; `nil` where it fails.
private func run(_ program: String, _ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: output, as: UTF8.self) : nil
}

@Suite struct SafeTensorsTests {
    private let file = SafeTensors(
        tensors: [
            "a": StoredTensor([1.5, -2, 3] as [Float], shape: [3]),
            "b": StoredTensor([-1, 2] as [Int8], shape: [1, 2]),
            "c": StoredTensor([7] as [Int32], shape: [1]),
            "d": StoredTensor([1, 65535] as [UInt16], shape: [2]),
            "e": StoredTensor([] as [Float], shape: [0]),
        ],
        metadata: ["seed": "1", "text": "“quoted” \\ \n"]
    )

    @Test func `a file comes back as it was`() throws {
        let bytes = file.encoded
        #expect(try SafeTensors(bytes: bytes, path: "x") == file)
        #expect(file.tensorBytes == 12 + 2 + 4 + 4)
        let header = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(header.isMultiple(of: 8))
        #expect(file.tensors["a"]?.values(as: Float.self) == [1.5, -2, 3])
        #expect(file.tensors["a"]?.values(as: Int32.self) == nil)
    }

    @Test func `a file cut at any byte is an error and never a crash`() {
        let bytes = file.encoded
        for length in 0..<bytes.count {
            #expect(throws: NetworksError.self, "\(length) bytes") {
                try SafeTensors(bytes: Array(bytes[..<length]), path: "x")
            }
        }
    }

    @Test func `a file with any byte changed is read or refused, and never a crash`() {
        let bytes = file.encoded
        var generator = SplitMix64(seed: 5)
        for index in bytes.indices {
            var changed = bytes
            changed[index] = UInt8.random(in: 0...255, using: &generator)
            _ = try? SafeTensors(bytes: changed, path: "x")
        }
    }

    @Test(arguments: [
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, "takes 4 bytes, not 8"),
        (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, "shape [-1]"),
        (#"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, "type F64"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, "of 8 bytes"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "of 8 bytes"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, "of 8 bytes"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "take 4 bytes, 8 follow"),
        (
            #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
            "shape"
        ),
        (#"{"a":{"shape":[2],"data_offsets":[0,8]}}"#, "JSON"),
        (#"{"__metadata__":{"a":1}}"#, "JSON"),
        ("[]", "JSON"),
        ("", "JSON"),
    ])
    func `a header that lies is refused with its reason`(header: String, reason: String) {
        let text = [UInt8](header.utf8)
        let bytes = [UInt8(text.count), 0, 0, 0, 0, 0, 0, 0] + text + Array(repeating: 0, count: 8)
        #expect {
            try SafeTensors(bytes: bytes, path: "dir/x.safetensors")
        } throws: {
            "\($0)".contains("dir/x.safetensors") && "\($0)".contains(reason)
        }
    }

    @Test func `a header longer than memory is refused`() {
        #expect(throws: NetworksError.self) {
            try SafeTensors(bytes: Array(repeating: 0xFF, count: 64), path: "x")
        }
    }

    @Test func `a file is replaced whole and leaves nothing beside it`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("x.safetensors")
        try directory.write([1, 2, 3], "x.safetensors")
        try file.write(to: path)
        #expect(try SafeTensors.read(path) == file)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 1)
        #expect {
            try file.write(to: directory.path + "/missing/x")
        } throws: {
            "\($0)".contains("missing/x") && "\($0)".contains("No such file")
        }
        #expect { try SafeTensors.read(directory.file("y")) } throws: {
            "\($0)".contains("No such file")
        }
    }

    @Test(
        .enabled(
            if: pythonReadsSafeTensors,
            "the Python packages safetensors and numpy are missing"
        )
    )
    func `the Python package reads what is written`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("x.safetensors")
        try file.write(to: path)
        let program = """
            import sys
            from safetensors import safe_open
            with safe_open(sys.argv[1], "numpy") as file:
                print(file.metadata()["seed"])
                for name in sorted(file.keys()):
                    tensor = file.get_tensor(name)
                    print(name, tensor.dtype, tensor.shape, tensor.tolist())
            """
        let wanted = """
            1
            a float32 (3,) [1.5, -2.0, 3.0]
            b int8 (1, 2) [[-1, 2]]
            c int32 (1,) [7]
            d uint16 (2,) [1, 65535]
            e float32 (0,) []

            """
        #expect(run("python3", ["-c", program, path]) == wanted)
    }
}

@Suite struct NetworkCheckpointTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("x.safetensors")
    }

    private func networks() throws -> [StoredNetwork] {
        var generator = SplitMix64(seed: 1)
        let network = generator.network([12, 8, 5])
        let pruned = MagnitudePruning(sparsity: 0.75).pruned(network)
        return [
            .dense(network),
            .pruned(pruned.layers.map { SparseLayer($0) }),
            .int8(
                try QuantizedPerceptron(network, calibration: generator.images(9, pixels: 12))
            ),
        ]
    }

    @Test func `every variant comes back as it was`() throws {
        for network in try networks() {
            try network.write(to: path, metadata: ["seed": "3"])
            #expect(try StoredNetwork.read(path, inputs: 12, outputs: 5) == network)
            #expect(try SafeTensors.read(path).metadata["seed"] == "3")
            #expect(try SafeTensors.read(path).tensorBytes == network.modelBytes)
            #expect(network.widths == [12, 8, 5])
            #expect(network.parameters == 12 * 8 + 8 + 8 * 5 + 5)
        }
    }

    @Test func `the size of a model is that of what inference needs`() throws {
        let networks = try networks()
        #expect(networks[0].modelBytes == 4 * (12 * 8 + 8 + 8 * 5 + 5))
        let kept = 24 + 40
        #expect(networks[1].modelBytes == kept * 6 + 4 * (9 + 6) + 4 * 13)
        #expect(networks[1].nonzeroParameters == kept + 13)
        #expect(networks[2].modelBytes == 136 + 4 * 13 + 4 * 13 + 2 * 8)
    }

    @Test func `a checkpoint of another shape is refused, with what was expected`() throws {
        try networks()[0].write(to: path)
        #expect {
            try StoredNetwork.read(path, inputs: 784, outputs: 10)
        } throws: {
            "\($0)".contains("from 784 to 10") && "\($0)".contains("from 12 to 5")
        }
        for network in try networks() {
            try network.write(to: path)
            let whole = try SafeTensors.read(path)
            for name in whole.tensors.keys {
                var missing = whole
                missing.tensors[name] = nil
                try expect(missing, toFailNaming: name)
                var other = whole
                other.tensors[name] = StoredTensor([1, 2, 3] as [UInt8], shape: [3])
                try expect(other, toFailNaming: name)
            }
        }
    }

    private func expect(_ file: SafeTensors, toFailNaming name: String) throws {
        try file.write(to: path)
        #expect {
            try StoredNetwork.read(path, inputs: 12, outputs: 5)
        } throws: {
            "\($0)".contains(name) && "\($0)".contains(path)
        }
    }

    @Test func `a file of another program is refused`() throws {
        try SafeTensors(tensors: ["x": StoredTensor([1] as [Float], shape: [1])]).write(to: path)
        #expect { try StoredNetwork.read(path, inputs: 12, outputs: 5) } throws: {
            "\($0)".contains("metadata")
        }
    }

    @Test func `values that are not finite are refused`() throws {
        guard case .dense(var network) = try networks()[0] else {
            Issue.record("the first network is dense")
            return
        }
        network.layers[0].weights[3] = .nan
        try StoredNetwork.dense(network).write(to: path)
        #expect { try StoredNetwork.read(path, inputs: 12, outputs: 5) } throws: {
            "\($0)".contains("layers.0.weight") && "\($0)".contains("finite")
        }
    }
}
