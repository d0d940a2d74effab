import Experiment
import Glibc
import Sensors
import TestSupport
import Testing

/// Which boards are the workload's.
@Suite struct NVIDIASelectionTests {
    private func library(_ names: [String] = ["H200", "H200", "H200"]) throws -> FakeNVML {
        let library = try FakeNVML()
        for (index, name) in names.enumerated() {
            try library.add("GPU-\(index)\(index)ab-cd", name: "NVIDIA \(name)")
        }
        return library
    }

    /// The indices of the boards whose energy is in the total.
    private func used(_ found: ProbedSensor) throws -> [Int] {
        try #require(found.sensor).channels
            .filter { $0.domain == .gpu && $0.quantity == .energyMillijoules }
            .compactMap { $0.device?.dropFirst(4).first?.wholeNumberValue }
    }

    @Test(arguments: [
        (nil, [0, 1, 2]), ("", []), ("-1", []), ("0", [0]), ("2,0", [0, 2]), ("0, 1", [0, 1]),
        ("1,-1,0", [1]), ("0,7,1", [0]), ("0,x,1", [0]), ("GPU-11ab-cd", [1]), ("GPU-2", [2]),
        ("GPU-2,0", [0, 2]), ("GPU-", []), ("GPU-9,0", []), ("22ab", []), ("NoDevFiles", []),
        ("1,,0", [1]), ("+1", []), ("MIG-00000000-1111", []),
    ])
    func `CUDA_VISIBLE_DEVICES is read as CUDA reads it`(value: String?, places: [Int]) throws {
        let environment = value.map { ["CUDA_VISIBLE_DEVICES": $0] } ?? [:]
        #expect(try used(library().probe(environment: environment)) == places)
    }

    @Test(arguments: [
        (["0"], [0]), (["GPU-1", "GPU-22ab-cd"], [1, 2]), (["2", "2"], [2]), (["11ab"], [1]),
        ([], []),
    ])
    func `named boards win over the environment`(gpus: [String], places: [Int]) throws {
        let environment = ["CUDA_VISIBLE_DEVICES": "0,1,2"]
        let found = try library().probe(gpus: gpus, environment: environment)
        #expect(try used(found) == places)
    }

    @Test(arguments: ["3", "GPU-9", "x", "", "GPU-", "-1", "MIG-1"])
    func `an unknown board is refused, and the known ones named`(gpu: String) throws {
        let found = try library().probe(gpus: ["0", gpu])
        #expect(found.sensor == nil)
        #expect(found.state.availability == .refused)
        #expect(found.state.reason.contains("“\(gpu)”"))
        #expect(found.state.reason.contains("1 = GPU-11ab-cd (NVIDIA H200)"))
    }

    /// A suite whose variants have these environments.
    private func suite(_ environments: [String: String]...) -> BenchmarkSuite {
        let variants = environments.enumerated().map { number, environment in
            Variant(
                name: "v\(number)",
                command: Command(arguments: [[.text("true")]], environment: environment),
                parameters: [:]
            )
        }
        return BenchmarkSuite(
            name: "boards",
            timeout: .seconds(1),
            samplingInterval: .seconds(1),
            comparisons: [
                Comparison(
                    name: "one",
                    unitOfWork: "trial",
                    quality: nil,
                    baseline: "v0",
                    variants: variants
                )
            ]
        )
    }

    @Test func `what all variants add to their environment wins over the harness's`() throws {
        let own = ["CUDA_VISIBLE_DEVICES": "2", "OMP_NUM_THREADS": "1"]
        let workloads = CUDAEnvironment(of: suite(own, own))
        #expect(workloads == .added(["CUDA_VISIBLE_DEVICES": "2"]))
        let harness = ["CUDA_VISIBLE_DEVICES": "0"]
        let found = try library().probe(environment: harness, workloads: workloads)
        #expect(try used(found) == [2])
        #expect(found.state.reason.contains("CUDA_VISIBLE_DEVICES=2"))
        #expect(CUDAEnvironment(of: suite(["OMP_NUM_THREADS": "1"], [:])) == .inherited)
    }

    @Test func `variants that are shown different boards need to be told which count`() throws {
        let workloads = CUDAEnvironment(
            of: suite(["CUDA_VISIBLE_DEVICES": "0"], ["CUDA_VISIBLE_DEVICES": "1"], [:])
        )
        let found = try library().probe(workloads: workloads)
        #expect(found.sensor == nil)
        #expect(found.state.availability == .refused)
        #expect(
            found.state.reason.contains(
                "v0: CUDA_VISIBLE_DEVICES=0, v1: CUDA_VISIBLE_DEVICES=1, v2: none"
            )
        )
        #expect(found.state.remedy?.contains("gpus:") == true)
        #expect(try used(library().probe(gpus: ["0", "1"], workloads: workloads)) == [0, 1])
        #expect(try used(library(["H200"]).probe(workloads: workloads)) == [0])
    }

    @Test func `a run whose variants use different boards ends before it begins`() {
        func isUnmet(_ availability: SensorState.Availability, _ cuda: CUDAEnvironment) -> Bool {
            let state = SensorState(
                sensor: NVIDIAProbe.name,
                covers: "boards",
                availability: availability,
                reason: "because"
            )
            let options = SensorOptions(workloadCUDA: cuda)
            return !SensorCatalog.inventory([ProbedSensor(state: state)], options).unmet.isEmpty
        }
        let differing = CUDAEnvironment.differing("a: CUDA_VISIBLE_DEVICES=0, b: none")
        #expect(isUnmet(.refused, differing))
        #expect(!isUnmet(.absent, differing), "without a board there is nothing to confuse")
        #expect(!isUnmet(.refused, .inherited))
    }

    @Test func `of the other boards only energy and power is read`() throws {
        let channels = try #require(try library().probe(gpus: ["1"]).sensor).channels
        let others = channels.filter { $0.device != "GPU-11ab-cd" }
        #expect(others.count == 6)
        #expect(others.allSatisfy { $0.domain == .otherGPU })
        #expect(others.allSatisfy { $0.relativeAccuracy != nil })
    }

    @Test func `indices of boards that differ are doubtful`() throws {
        let library = try library(["H200", "T4"])
        let doubt = "CUDA_DEVICE_ORDER=PCI_BUS_ID"
        func reason(_ environment: [String: String]) throws -> String {
            try library.probe(environment: environment).state.reason
        }
        #expect(try reason(["CUDA_VISIBLE_DEVICES": "0"]).contains(doubt))
        #expect(try !reason(["CUDA_VISIBLE_DEVICES": "GPU-0"]).contains(doubt))
        #expect(try !reason([:]).contains(doubt))
        let ordered = ["CUDA_VISIBLE_DEVICES": "0", "CUDA_DEVICE_ORDER": "PCI_BUS_ID"]
        #expect(try !reason(ordered).contains(doubt))
    }

    @Test func `a board that does not answer spoils the total of all boards`() throws {
        let library = try library()
        try library.set("nvmlDeviceGetHandleByIndex_v2", board: 1, code: 15)
        let all = try library.probe()
        #expect(all.sensor == nil)
        #expect(all.state.reason.contains("GPU 1 does not answer (GPU is lost)"))
        let visible = try library.probe(environment: ["CUDA_VISIBLE_DEVICES": "0,1"])
        #expect(visible.sensor == nil, "it may be the one that is meant")
        let chosen = try library.probe(gpus: ["0"])
        #expect(try used(chosen) == [0])
        #expect(chosen.state.reason.contains("GPU 1 does not answer"))
    }

    @Test func `a board without energy takes that of the workload's others with it`() throws {
        let library = try library()
        for (function, _) in FakeNVML.values.prefix(3) {
            try library.set(function, board: 1, code: 3)
        }
        try library.set("nvmlDeviceGetVirtualizationMode", board: 1, value: 2)
        let found = try library.probe()
        #expect(try used(found).isEmpty)
        #expect(found.state.reason.contains("GPU-11ab-cd gives neither energy nor power"))
        #expect(found.state.reason.contains("vGPU"))
        #expect(try #require(found.sensor).channels.contains { $0.name.hasSuffix("/memory") })
        #expect(try used(library.probe(gpus: ["0"])) == [0])
    }

    @Test func `the energy of a split board is shown apart, unless it was chosen`() throws {
        let library = try library()
        try library.set("nvmlDeviceGetMigMode", board: 0, value: 1)
        let found = try library.probe()
        #expect(try used(found) == [1, 2])
        #expect(found.state.reason.contains("split by MIG"))
        #expect(try used(library.probe(gpus: ["0"])) == [0])
    }

    @Test(arguments: ["Orin (nvgpu)", "NVIDIA Tegra X1", "NVIDIA Thor", "NVIDIA GB10"])
    func `the graphics unit of a system on a chip is not added to the package`(name: String) throws
    {
        let library = try FakeNVML()
        try library.add("GPU-a", name: name)
        let channels = try #require(try library.probe().sensor).channels
        #expect(channels.allSatisfy { $0.domain == .integratedGPU })
    }
}
