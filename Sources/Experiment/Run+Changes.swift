extension Run {
    /// What a run needs to be gone on with as it began.
    public struct Surroundings: Sendable, Hashable {
        public var host: Host

        /// How the machine is set; `nil` where that was not read.
        public var settings: HostState.Settings?
        public var sensors: [SensorState]

        /// What is read in each trial; empty where that is not known.
        public var channels: [Channel]
        public var estimateModel: EstimateModel?
        public var harnessVersion: String

        public init(
            host: Host,
            settings: HostState.Settings?,
            sensors: [SensorState],
            channels: [Channel],
            estimateModel: EstimateModel?,
            harnessVersion: String
        ) {
            self.host = host
            self.settings = settings
            self.sensors = sensors
            self.channels = channels
            self.estimateModel = estimateModel
            self.harnessVersion = harnessVersion
        }

        /// What is no longer as it was, in sentences without their ends; empty where trials can be
        /// set beside the earlier ones.
        ///
        /// - Parameter earlier: when the run began.
        /// - Returns: one for each thing that is another.
        public func changes(since earlier: Surroundings) -> [String] {
            var changes = hostChanges(since: earlier.host)
            if let settings, let before = earlier.settings {
                changes += settings.changes(since: before).filter { change in
                    // The host's own description says these, too.
                    !["kernel", "cpu_model", "logical_cpus"].contains { change.hasPrefix($0) }
                }
            }
            changes += sensorChanges(since: earlier.sensors)
            if !earlier.channels.isEmpty { changes += channelChanges(since: earlier.channels) }
            if estimateModel != earlier.estimateModel {
                changes.append("energy would be estimated with another model")
            }
            if harnessVersion != earlier.harnessVersion {
                changes.append(Self.change("joulebench", earlier.harnessVersion, harnessVersion))
            }
            return changes
        }

        private static func change(_ name: String, _ before: String, _ now: String) -> String {
            "\(name) was \(before) and is \(now)"
        }

        private func hostChanges(since before: Host) -> [String] {
            let pairs = [
                ("the host's name", before.name, host.name),
                ("the processor", before.cpuModel, host.cpuModel),
                ("the number of CPUs", before.cpuCountText, host.cpuCountText),
                ("the kernel", before.kernel, host.kernel),
                ("the operating system", before.operatingSystem, host.operatingSystem),
                ("the architecture", before.architecture, host.architecture),
                ("the hypervisor", before.hypervisor ?? "none", host.hypervisor ?? "none"),
            ]
            let changes = pairs.filter { $0.1 != $0.2 }.map { Self.change($0.0, $0.1, $0.2) }
            // The id also tells machines apart that describe themselves alike.
            guard changes.isEmpty, host.id != before.id else { return changes }
            return ["this is another machine than \(before.name), or its memory has changed"]
        }

        private func sensorChanges(since before: [SensorState]) -> [String] {
            func text(_ state: SensorState?) -> String {
                guard let state else { return "unknown" }
                return state.availability.rawValue + (state.isSimulated ? ", simulated" : "")
            }
            let names = (before + sensors).map(\.sensor)
            return names.indices.filter { names.firstIndex(of: names[$0]) == $0 }
                .compactMap { index in
                    let name = names[index]
                    let old = text(before.first { $0.sensor == name })
                    let new = text(sensors.first { $0.sensor == name })
                    return old == new ? nil : Self.change("the sensor \(name)", old, new)
                }
        }

        /// By name, and by what each is read through.
        private func channelChanges(since before: [Channel]) -> [String] {
            func described(_ channels: [Channel]) -> Set<String> {
                Set(channels.map { "\($0.name) through \($0.interface)" })
            }
            let (old, new) = (described(before), described(channels))
            let gone = old.subtracting(new).sorted().map { "\($0) is no longer read" }
            return gone + new.subtracting(old).sorted().map { "\($0) was not read before" }
        }
    }
}
