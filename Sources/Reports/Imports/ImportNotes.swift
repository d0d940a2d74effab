internal import Experiment

extension Report {
    /// Loud, above everything, where another program measured what follows.
    var importNotice: String? {
        run.imported.map { imported in
            "IMPORTED: \(imported.method). Joulebench measured nothing of this; it read the files that "
                + "stand under “Run”."
        }
    }

    /// The files, the machine as they name it, and the program that read them.
    func importNotes(_ imported: RunImport) -> [String] {
        let host = run.host
        let memory = host.memoryBytes.map { NumberText.bytes(Double($0)) } ?? "unknown memory"
        var notes = ShownRows.lines(
            imported.files.map { file in
                "read \(file.path) (\(file.bytes) bytes, SHA-256 \(file.digest.prefix(12)))"
            }
        )
        notes.append(
            "host \(host.name): \(host.cpuModel), \(host.cpuCountText) logical CPUs, \(memory), "
                + "\(host.operatingSystem), kernel \(host.kernel), \(host.architecture), as the files "
                + "say it"
        )
        let recorded =
            imported.recordedAtMilliseconds == nil
            ? "; the files do not say when it was recorded" : ""
        notes.append(
            "format \(imported.format), read by joulebench \(run.harnessVersion)\(recorded)"
        )
        if comparisons.contains(where: { $0.rows.count > 1 }) {
            notes.append(
                "The variants did not run in turn, as in a run of joulebench: nothing of them is "
                    + "paired, and whatever drifted between the recordings is in the ratios and in no "
                    + "interval."
            )
        }
        return notes
    }
}

extension JSONNode {
    static func imported(_ imported: RunImport) -> JSONNode {
        .object([
            "format": .text(imported.format),
            "method": .text(imported.method),
            "recorded_at": imported.recordedAtMilliseconds.map { .text(Report.date($0)) } ?? .null,
            "scaling_factor": .number(imported.scalingFactor),
            "sha256": .text(imported.digest),
            "files": .array(
                imported.files.map { file in
                    .object([
                        "path": .text(file.path),
                        "bytes": .number(Double(file.bytes)),
                        "sha256": .text(file.digest),
                    ])
                }
            ),
        ])
    }
}
