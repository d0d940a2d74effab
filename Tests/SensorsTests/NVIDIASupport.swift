import Experiment
import Foundation
import Sensors
import TestSupport
import Testing

/// A copy of the fake library, whose boards belong to one test.
final class FakeNVML {
    private let folder: TemporaryFolder
    private let handle: UnsafeMutableRawPointer
    let path: String

    /// Loads a copy: the loader gives every file its own variables.
    init() throws {
        folder = try TemporaryFolder()
        try folder.copy(
            BuiltProducts.folder.appendingPathComponent("libFakeNVML.so").path,
            to: "libnvidia-ml.so"
        )
        path = "\(folder.path)/libnvidia-ml.so"
        handle = try #require(dlopen(path, RTLD_NOW | RTLD_LOCAL))
    }

    deinit { dlclose(handle) }

    private func function<Function>(_ name: String, as type: Function.Type) throws -> Function {
        unsafeBitCast(try #require(dlsym(handle, name)), to: type)
    }

    typealias Add =
        @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UInt32) -> Int32
    typealias Answer =
        @convention(c) (UnsafePointer<CChar>, Int32, Int32, UInt64) -> Void
    typealias AddProcess = @convention(c) (Int32, UInt32, UInt64) -> Void
    typealias Uses = @convention(c) () -> Int32

    /// Adds a board that gives every value, of a Hopper chip unless said otherwise.
    @discardableResult
    func add(
        _ uuid: String,
        name: String = "NVIDIA H200",
        architecture: UInt32 = 9
    ) throws -> Int32 {
        let board = try function("fake_nvml_add", as: Add.self)(uuid, name, architecture)
        for (function, value) in Self.values { try set(function, board: board, value: value) }
        return board
    }

    static let values: [(String, UInt64)] = [
        ("nvmlDeviceGetTotalEnergyConsumption", 123_456_789_012),
        ("nvmlDeviceGetPowerUsage", 631_950),
        ("field 186", 625_680),
        ("nvmlDeviceGetMemoryInfo_v2", 20_000_000_000),
        ("nvmlDeviceGetClockInfo", 1980),
        ("nvmlDeviceGetTemperature", 59),
        ("nvmlDeviceGetUtilizationRates", 100),
        ("nvmlDeviceGetCurrentClocksEventReasons", 0x24),
    ]

    func set(_ name: String, board: Int32 = -1, code: Int32 = 0, value: UInt64 = 0) throws {
        try function("fake_nvml_set", as: Answer.self)(name, board, code, value)
    }

    func addProcess(on board: Int32, pid: Int32, bytes: UInt64) throws {
        try function("fake_nvml_add_process", as: AddProcess.self)(board, UInt32(pid), bytes)
    }

    func uses() throws -> Int32 { try function("fake_nvml_uses", as: Uses.self)() }

    /// Looks for the boards, by default on a machine with a driver.
    func probe(
        gpus: [String]? = nil,
        environment: [String: String] = [:],
        workloads: CUDAEnvironment = .inherited,
        hasDriver: Bool = true
    ) throws -> ProbedSensor {
        let machine = try MachineFolder(hasDriver: hasDriver)
        return NVIDIAProbe.probe(
            NVIDIAProbe.Surroundings(
                options: SensorOptions(
                    nvidiaInterface: .nvml,
                    nvmlLibrary: path,
                    gpus: gpus,
                    workloadCUDA: workloads
                ),
                environment: environment,
                driver: machine.driver
            )
        )
    }
}

/// A root with or without a driver below it.
struct MachineFolder {
    let driver: NVIDIADriver

    init(hasDriver: Bool) throws {
        let folder = try TemporaryFolder()
        if hasDriver {
            try folder.write(
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  590.48.01  Mon Dec  8 2025\n",
                to: "proc/driver/nvidia/version"
            )
        }
        driver = NVIDIADriver(root: folder.path)
    }
}

/// A program that replays a table of `nvidia-smi` and misbehaves when it is told to.
struct ReplayedSMI {
    let folder = try? TemporaryFolder()
    var path: String { "\(folder?.path ?? "")/nvidia-smi" }

    /// - Parameters:
    ///   - table: a header line with units, and a line for each board.
    ///   - mode: how it misbehaves from the beginning.
    /// - Throws: what the file system says.
    init(table: String, mode: String = "") throws {
        let folder = try #require(folder)
        try folder.write(table, to: "table.csv")
        try folder.write(mode, to: "mode")
        try folder.write(Self.script(folder.path), to: "nvidia-smi")
    }

    /// Changes how it behaves from its next line on.
    func misbehave(_ mode: String) throws { try folder?.write(mode, to: "mode") }

    /// Looks for the boards through the script.
    ///
    /// It is run by the shell: a script that another thread's child still has open for writing
    /// could not be executed itself.
    func probe(
        gpus: [String]? = nil,
        hasDriver: Bool = true,
        patience: Duration = .seconds(60)
    ) throws -> ProbedSensor {
        let environment = ProcessInfo.processInfo.environment
        let surroundings = NVIDIAProbe.Surroundings(
            options: SensorOptions(gpus: gpus),
            environment: ["PATH": environment["PATH"] ?? "/usr/bin:/bin"],
            driver: try MachineFolder(hasDriver: hasDriver).driver,
            patience: patience
        )
        let program = try NVIDIASMIProgram(
            ["/bin/sh", path],
            environment: surroundings.environment,
            patience: patience
        )
        return try NVIDIAProbe.smi(program, surroundings)
    }

    private static func script(_ folder: String) -> String {
        """
        cd '\(folder)'
        for word in "$@"; do
          case "$word" in
            --help-query-gpu) help=1;;
            --query-gpu=*) query=${word#--query-gpu=};;
            -lms) loop=1;;
          esac
        done
        mode=$(cat mode)
        if [ "$help" ]; then
          [ "$mode" = hang-at-once ] && sleep 1000
          [ "$mode" = no-driver ] && echo "NVIDIA-SMI has failed" && exit 9
          awk -F', ' 'NR == 1 { for (i = 1; i <= NF; i++) {
            sub(/ \\[.*$/, "", $i); printf "\\"%s\\"\\nText.\\n\\n", $i } }' table.csv
          exit
        fi
        lines() {
          awk -F', ' -v query="$query" '
            NR == 1 { for (i = 1; i <= NF; i++) { sub(/ \\[.*$/, "", $i); column[$i] = i }
                      count = split(query, wanted, ","); next }
            { for (i = 1; i <= count; i++)
                printf "%s%s", (i > 1 ? ", " : ""), $(column[wanted[i]])
              print "" }' table.csv
        }
        [ "$loop" ] || { lines; exit; }
        [ "$mode" = hang-in-loop ] && sleep 1000
        while :; do
          case $(cat mode) in
            silent) sleep 1000;;
            half) lines | head -c 30; exit 0;;
            lost) echo "Unable to determine the device handle: GPU is lost."; exit 15;;
            killed) kill -9 $$;;
          esac
          lines
          sleep 0.03
        done
        """
    }
}

extension OpenSensor {
    /// Reads again and again until a reading is as wanted; all readings up to then.
    func readings(until isWanted: (Reading) -> Bool) -> [Reading] {
        var readings: [Reading] = []
        let deadline = MonotonicInstant.now() + .seconds(60)
        while MonotonicInstant.now() < deadline {
            var found = false
            read(firstChannel: 0) {
                readings.append($0)
                found = found || isWanted($0)
            }
            if found { return readings }
            usleep(5000)
        }
        Issue.record("nothing in 60 s: \(readings.suffix(5))")
        return readings
    }
}
