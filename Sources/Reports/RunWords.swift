public import Experiment

extension Run {
    /// When it was made: "2026-11-26T07:00:00Z".
    ///
    /// Of an import when it was recorded, where the files say so, and when it was read.
    public var whenText: String {
        Report.whenText(
            startedAtMilliseconds: startedAtMilliseconds,
            isImported: imported != nil,
            recordedAtMilliseconds: imported?.recordedAtMilliseconds
        )
    }
}

extension Report {
    /// As `Run.whenText`, of what a list holds.
    public static func whenText(
        startedAtMilliseconds: Int64,
        isImported: Bool,
        recordedAtMilliseconds: Int64?
    ) -> String {
        guard isImported else { return date(startedAtMilliseconds) }
        let recorded = recordedAtMilliseconds.map { "recorded \(date($0)), " } ?? ""
        return recorded + "imported \(date(startedAtMilliseconds))"
    }
}

extension ProjectVersion {
    /// The version, or why it is not known, with the command that was asked.
    var note: String {
        let words = "`\(command.joined(separator: " "))`"
        return switch finding {
        case .success(let version): "version of the project \(version), by \(words)"
        case .failure(let absence):
            "version of the project NOT KNOWN, by \(words): \(absence.reason)"
        }
    }
}

extension RunThinning {
    /// That readings are gone, and what that means.
    var note: String {
        "raw readings were thinned on \(Report.date(atMilliseconds)): \(readingsAfter) of "
            + "\(readingsBefore) are kept; energies are as before, curves are coarser"
    }
}

extension JSONNode {
    static func thinning(_ thinning: RunThinning) -> JSONNode {
        .object([
            "at": .text(Report.date(thinning.atMilliseconds)),
            "readings_before": .number(Double(thinning.readingsBefore)),
            "readings_after": .number(Double(thinning.readingsAfter)),
        ])
    }

    static func projectVersion(_ version: ProjectVersion) -> JSONNode {
        .object([
            "command": .array(version.command.map(JSONNode.text)),
            "version": version.text.map(JSONNode.text) ?? .null,
            "missing_reason": version.missingReason.map(JSONNode.text) ?? .null,
        ])
    }
}
