internal import CSystem
internal import Experiment
internal import Synchronization

/// Boards through NVML.
///
/// Each channel is one call of the library, as listed in `NVML.h`. The polling is bounded to one
/// read in 20 ms: no sensor shows anything new before, and on some boards faster polling fails.
struct NVMLSensor: Sensor {
    private let library: NVMLLibrary
    private let devices: [NVMLDevice]
    private let entries: [NVIDIASurvey.Entry]
    private let now: @Sendable () -> MonotonicInstant

    var channels: [Channel] { entries.map(\.channel) }
    var interval: Duration { .milliseconds(20) }

    func open(for processes: SampledProcesses) throws(SensorError) -> any OpenSensor {
        OpenNVML(
            library: library,
            reads: entries.map { (devices[$0.board], $0.quantity) },
            workload: ProcessMembership(processes),
            now: now
        )
    }

    /// Finds the boards and tries once what each of them gives.
    ///
    /// - Parameters:
    ///   - library: initialised.
    ///   - surroundings: what is selected, and whether there is a driver.
    ///   - now: the clock.
    /// - Returns: the sensor and what was found, in words.
    /// - Throws: `NVIDIAFault` where there is no board or one that counts cannot be read.
    static func find(
        _ library: NVMLLibrary,
        _ surroundings: NVIDIAProbe.Surroundings,
        now: @escaping @Sendable () -> MonotonicInstant
    ) throws(NVIDIAFault) -> (sensor: NVMLSensor, summary: String) {
        let search = try NVMLSearch(library)
        let version = library.driverVersion
        let selection = try surroundings.selection(among: search.boards)
        let survey = try NVIDIASurvey(
            boards: search.boards,
            lost: search.lost,
            selection: selection,
            channels: NVIDIAChannels(
                interface: NVIDIAProbe.nvmlInterface,
                driver: NVIDIAProbe.major(version),
                isSimulated: !surroundings.driver.isThere
            )
        )
        let summary = survey.summary(boards: search.boards, selection: selection)
        guard !survey.entries.isEmpty else { throw .refused("no board gives a value: \(summary)") }
        let sensor = NVMLSensor(
            library: library,
            devices: search.devices,
            entries: survey.entries,
            now: now
        )
        return (sensor, "NVML of driver \(version ?? "of unknown version"); \(summary)")
    }
}

/// The boards that NVML lists.
private struct NVMLSearch {
    var boards: [NVIDIABoard] = []

    /// In the order of the boards.
    var devices: [NVMLDevice] = []

    /// What is known of boards that did not answer.
    var lost: [String] = []

    init(_ library: NVMLLibrary) throws(NVIDIAFault) {
        let count: Int
        switch library.deviceCount() {
        case .success(let number): count = number
        case .failure(let error):
            throw .refused("NVML cannot list the boards: \(library.words(error.code))")
        }
        guard count > 0 else { throw .absent("NVML shows no board") }
        for index in 0..<count {
            do throws(NVMLError) {
                let device = try library.device(index).get()
                let uuid = try library.uuid(of: device).get()
                let name = try library.name(of: device).get()
                boards.append(Self.board(index, uuid, name, device, library))
                devices.append(device)
            } catch {
                lost.append("GPU \(index) does not answer (\(library.words(error.code)))")
            }
        }
    }

    private static func board(
        _ index: Int,
        _ uuid: String,
        _ name: String,
        _ device: NVMLDevice,
        _ library: NVMLLibrary
    ) -> NVIDIABoard {
        func value(_ quantity: joulebench_nvml_quantity) -> UInt64? {
            try? library.value(quantity, of: device).get()
        }
        var board = NVIDIABoard(
            index: index,
            uuid: uuid,
            name: name,
            architecture: NVIDIAArchitecture(
                nvml: value(JOULEBENCH_NVML_ARCHITECTURE),
                name: name
            ),
            isSplit: value(JOULEBENCH_NVML_MIG_MODE) == 1,
            isVirtual: value(JOULEBENCH_NVML_VIRTUALIZATION) == 2
        )
        for quantity in NVIDIAQuantity.allCases {
            switch quantity.nvmlValue(of: device, library) {
            case .success(let value) where quantity.isPlausible(value):
                board.quantities.append(quantity)
            case .success: board.failures[quantity] = NVIDIAFailure.implausible
            case .failure(let error): board.failures[quantity] = error.number
            }
        }
        return board
    }
}

extension NVIDIAQuantity {
    /// What it is called in the C layer, and how many of the channel's units NVML's unit has.
    fileprivate var nvml: (quantity: joulebench_nvml_quantity, factor: UInt64)? {
        switch self {
        case .energy: (JOULEBENCH_NVML_ENERGY, 1)
        case .power: (JOULEBENCH_NVML_POWER, 1)
        case .powerInstant: (JOULEBENCH_NVML_POWER_INSTANT, 1)
        case .memory: (JOULEBENCH_NVML_MEMORY, 1)
        case .clock: (JOULEBENCH_NVML_CLOCK, 1000)
        case .temperature: (JOULEBENCH_NVML_TEMPERATURE, 1000)
        case .utilization: (JOULEBENCH_NVML_UTILIZATION, 1)
        case .eventReasons: (JOULEBENCH_NVML_EVENT_REASONS, 1)
        case .processMemory: nil
        }
    }

    /// The value in the channel's unit; for the processes, whether the driver lists any.
    fileprivate func nvmlValue(
        of device: NVMLDevice,
        _ library: NVMLLibrary
    ) -> Result<UInt64, NVMLError> {
        guard let nvml else { return library.processes(on: device).map { UInt64($0.count) } }
        return library.value(nvml.quantity, of: device).flatMap { value in
            let (product, overflow) = value.multipliedReportingOverflow(by: nvml.factor)
            return overflow ? .failure(NVMLError(code: 999)) : .success(product)
        }
    }
}

private final class OpenNVML: OpenSensor {
    private let library: NVMLLibrary
    private let reads: [(device: NVMLDevice, quantity: NVIDIAQuantity)]
    private let workload: ProcessMembership
    private let now: @Sendable () -> MonotonicInstant

    init(
        library: NVMLLibrary,
        reads: [(device: NVMLDevice, quantity: NVIDIAQuantity)],
        workload: ProcessMembership,
        now: @escaping @Sendable () -> MonotonicInstant
    ) {
        self.library = library
        self.reads = reads
        self.workload = workload
        self.now = now
    }

    func read(firstChannel: Int, _ take: (Reading) -> Void) {
        for (index, read) in reads.enumerated() {
            let before = now()
            let outcome = outcome(read.device, read.quantity)
            take(
                Reading(
                    channel: firstChannel + index,
                    before: before,
                    after: now(),
                    outcome: outcome
                )
            )
        }
    }

    private func outcome(_ device: NVMLDevice, _ quantity: NVIDIAQuantity) -> Reading.Outcome {
        if quantity == .processMemory { return processMemory(on: device) }
        switch quantity.nvmlValue(of: device, library) {
        case .success(let value): return quantity.isPlausible(value) ? .value(value) : .malformed
        case .failure(let error): return .failed(errno: error.number)
        }
    }

    /// The memory of the workload's processes on a board.
    ///
    /// In a container the driver may give the processes numbers of another name space, so that
    /// none of the workload's is found though it is there: that is no data, and not 0.
    private func processMemory(on device: NVMLDevice) -> Reading.Outcome {
        switch library.processes(on: device) {
        case .failure(let error): return .failed(errno: error.number)
        case .success(let all):
            let own = all.filter { workload.contains(Int32(bitPattern: $0.pid)) }
            let known = own.filter { $0.bytes != .max }
            guard !known.isEmpty, known.count == own.count else {
                return .failed(errno: NVIDIAFailure.noData)
            }
            return .value(known.reduce(0) { $0 &+ $1.bytes })
        }
    }
}
