internal import Experiment

/// What there is to read of a machine, in the order of the channels.
struct MachineSources: Sendable {
    /// Files that give one or several channels together.
    struct Source: Sendable {
        enum Kind: Sendable, Hashable {
            /// The highest of the files.
            case highest
            /// The lowest, the mean and the highest of the files.
            case spread
            /// The sum of the files.
            case sum
            /// The first number of `/proc/loadavg`, in thousandths.
            case load
            /// Busy time, steal time and context switches of `/proc/stat`.
            case times
            /// How long the machine has been suspended; no file shows it.
            case suspension
        }

        var kind: Kind
        var paths: [String]
        var channels: [Channel]
    }

    private(set) var all: [Source] = []

    /// What a machine usually shows and this one does not, in words.
    private(set) var missing: [String] = []

    init(root: String) {
        addTemperatures(root)
        addFrequencies(root)
        addThrottles(root)
        addLoad(root)
        addSuspension()
    }

    private mutating func addTemperatures(_ root: String) {
        let thermometers = Thermometer.find(root: root)
        if thermometers.isEmpty { missing.append("the processor's temperature") }
        for thermometer in thermometers {
            add(
                .highest,
                thermometer.files,
                [gauge("temperature/\(thermometer.name)", .temperatureMillicelsius)]
            )
        }
    }

    /// So many CPUs are looked at for their clock, spread evenly: each read may wake its CPU.
    private static let mostClocks = 64

    private mutating func addFrequencies(_ root: String) {
        let files = MachineFiles(root: root).frequencyPolicies
            .map { "\(root)\($0)/scaling_cur_freq" }
            .filter { SystemFile.line(at: $0).flatMap(CounterText.number(in:)) != nil }
        guard !files.isEmpty else {
            missing.append("clocks")
            return
        }
        let stride = (files.count + Self.mostClocks - 1) / Self.mostClocks
        add(
            .spread,
            files.enumerated().filter { $0.offset % stride == 0 }.map(\.element),
            ["lowest", "mean", "highest"].map { gauge("frequency-\($0)", .frequencyKilohertz) }
        )
    }

    private mutating func addThrottles(_ root: String) {
        let kinds = [
            (Channel.coreThrottles, ThrottleCounters.core(root: root)),
            (Channel.packageThrottles, ThrottleCounters.package(root: root)),
        ]
        for (name, files) in kinds where !files.isEmpty {
            add(.sum, files, [counter(name, .eventCount)])
        }
        if kinds.allSatisfy(\.1.isEmpty) { missing.append("throttle counters") }
    }

    private mutating func addLoad(_ root: String) {
        if MachineFiles(root: root).load != nil {
            add(.load, ["\(root)/proc/loadavg"], [gauge("load", .thousandths)])
        } else {
            missing.append("load")
        }
        guard MachineTimes.read(root: root)?.contextSwitches != nil else {
            missing.append("busy and steal time")
            return
        }
        add(
            .times,
            ["\(root)/proc/stat"],
            [
                counter(Channel.machineBusyTime, .timeNanoseconds),
                counter(Channel.machineStealTime, .timeNanoseconds),
                counter("machine/context-switches", .eventCount),
            ]
        )
    }

    /// A gauge, because two clocks that are read one after the other give a difference that
    /// wavers; see `MachineGlance.suspendedNanoseconds`.
    private mutating func addSuspension() {
        // A machine that shows nothing else has no such sensor.
        guard !all.isEmpty else { return }
        add(
            .suspension,
            [],
            [channel(Channel.suspendedTime, .timeNanoseconds, .gauge)]
        )
    }

    private mutating func add(_ kind: Source.Kind, _ paths: [String], _ channels: [Channel]) {
        all.append(Source(kind: kind, paths: paths, channels: channels))
    }

    private func gauge(_ name: String, _ quantity: Channel.Quantity) -> Channel {
        channel("\(MachineSensor.name)/\(name)", quantity, .gauge)
    }

    private func counter(_ name: String, _ quantity: Channel.Quantity) -> Channel {
        channel(name, quantity, .counter(wrapsAt: nil))
    }

    private func channel(
        _ name: String,
        _ quantity: Channel.Quantity,
        _ behaviour: Channel.Behaviour
    ) -> Channel {
        let isTicks = quantity == .timeNanoseconds && name != Channel.suspendedTime
        return Channel(
            name: name,
            sensor: MachineSensor.name,
            interface: name == Channel.suspendedTime
                ? "clock_gettime"
                : name.hasPrefix("machine/temperature") || name.hasPrefix("machine/freq")
                    || name.hasSuffix("throttles") ? "sysfs" : "procfs",
            quantity: quantity,
            behaviour: behaviour,
            domain: .machine,
            // Times come in ticks of the kernel.
            refreshPeriod: isTicks ? .milliseconds(10) : .zero,
            resolution: isTicks ? 10_000_000 : 1
        )
    }
}
