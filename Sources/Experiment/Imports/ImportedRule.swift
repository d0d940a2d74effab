/// How the energy of a channel is worked out from what another program recorded.
///
/// Kept with the readings, so that reports work it out anew by the rule of those who published it.
public enum ImportedRule: String, Sendable, Hashable, CaseIterable {
    /// The plain mean of the samples above 0 inside the window, times its length: MLPerf
    /// Inference's rule (inference, tools/submission/submission_checker).
    case windowMean = "window-mean"

    /// Each sample times the time since the one before, in the order of the file, scaled from the
    /// sampled time to the window and by the meter's efficiency: MLPerf Training's rule
    /// (training_policies/power_measurement.adoc).
    case scaledRectangles = "scaled-rectangles"

    /// One stated power over the whole window: MLPerf Training's switches that nobody measured.
    case constantPower = "constant-power"

    /// Lines between the samples.
    case trapezoids

    /// The last value less the first: a total that a file states for its whole time.
    case total
}

extension Channel {
    /// What `sensor` begins with in a channel that was imported.
    private static let importPrefix = "import/"

    /// The rule of a channel that was imported; `nil` for one that a sensor of this program read.
    public var importedRule: ImportedRule? {
        guard !isSimulated, sensor.hasPrefix(Self.importPrefix) else { return nil }
        return ImportedRule(rawValue: String(sensor.dropFirst(Self.importPrefix.count)))
    }

    /// A channel that was imported.
    ///
    /// - Parameters:
    ///   - name: unique in its trial.
    ///   - method: how the numbers came about, which is the scope of the energy: "AC power at the wall
    ///     (PTDaemon)".
    ///   - rule: how energy is made of them.
    ///   - quantity: of its raw integers.
    ///   - domain: what it covers; `machine` for the whole system.
    ///   - device: tells graphics boards apart.
    /// - Returns: with the rule kept in `sensor`, and the method in `interface`.
    public static func imported(
        _ name: String,
        method: String,
        rule: ImportedRule,
        quantity: Quantity,
        domain: Domain,
        device: String? = nil
    ) -> Channel {
        Channel(
            name: name,
            sensor: importPrefix + rule.rawValue,
            interface: method,
            quantity: quantity,
            behaviour: rule == .total ? .counter(wrapsAt: nil) : .gauge,
            domain: domain,
            device: device
        )
    }
}

extension Channel {
    /// A channel with the largest memory that a program held, as another one states it.
    public static func importedPeakMemory(method: String) -> Channel {
        Channel(
            name: "process/memory-peak",
            sensor: importPrefix + "memory",
            interface: method,
            quantity: .memoryBytes,
            behaviour: .gauge,
            domain: .processTree
        )
    }

    /// Whether another program read it.
    public var isImported: Bool { !isSimulated && sensor.hasPrefix(Self.importPrefix) }
}

extension WorkloadEvent {
    /// Something that an import states of a channel: when its samples begin to count, or how
    /// efficient its meter was.
    ///
    /// - Parameters:
    ///   - key: `power_measurement_start` or `conversion_eff`.
    ///   - channel: its name, plain enough to stand in JSON as it is.
    ///   - number: what is stated.
    ///   - instant: of the statement.
    /// - Returns: a point.
    public static func imported(
        _ key: String,
        ofChannel channel: String,
        number: Double? = nil,
        at instant: MonotonicInstant
    ) -> WorkloadEvent {
        WorkloadEvent(
            kind: .point,
            key: key,
            number: number,
            value: number.map { "\($0)" } ?? "null",
            metadata: importMetadata(ofChannel: channel),
            instant: instant,
            timeSource: .wallClock
        )
    }

    /// Why a trial that was imported has no energy.
    public static func importedAbsence(
        _ reason: String,
        at instant: MonotonicInstant
    ) -> WorkloadEvent {
        imported(absenceKey, reason, at: instant)
    }

    /// Why a trial that was imported takes no part in means.
    public static func importedExclusion(
        _ reason: String,
        at instant: MonotonicInstant
    ) -> WorkloadEvent {
        imported(exclusionKey, reason, at: instant)
    }

    /// Why a trial that was imported has an energy but no time: its instants then only mark the
    /// beginning and the end.
    public static func importedWithoutTime(
        _ reason: String,
        at instant: MonotonicInstant
    ) -> WorkloadEvent {
        imported(timelessKey, reason, at: instant)
    }

    private static func imported(
        _ key: String,
        _ reason: String,
        at instant: MonotonicInstant
    ) -> WorkloadEvent {
        let plain = reason.replacing("\\", with: "/").replacing("\"", with: "'")
        return WorkloadEvent(
            kind: .point,
            key: key,
            value: "\"\(plain)\"",
            metadata: sourceMetadata,
            instant: instant,
            timeSource: .wallClock
        )
    }

    private static let absenceKey = "imported_energy_missing"
    private static let exclusionKey = "imported_exclusion"
    private static let timelessKey = "imported_time_missing"
    private static let sourceMetadata = #"{"source":"import"}"#

    private static func importMetadata(ofChannel channel: String) -> String {
        #"{"source":"import","channel":""# + channel + #""}"#
    }

    func isImported(_ key: String, ofChannel channel: String) -> Bool {
        self.key == key && metadata == Self.importMetadata(ofChannel: channel)
    }

    var importedAbsence: String? { importedReason(Self.absenceKey) }

    var saysNoImportedTime: Bool { importedReason(Self.timelessKey) != nil }

    var importedExclusion: String? { importedReason(Self.exclusionKey) }

    private func importedReason(_ key: String) -> String? {
        guard self.key == key, metadata == Self.sourceMetadata else { return nil }
        return JSONString.text(value)
    }
}
