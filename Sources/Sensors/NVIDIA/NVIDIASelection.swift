/// Which boards the workload uses.
struct NVIDIASelection: Sendable, Hashable {
    /// Places in the list of boards.
    var used: Set<Int>

    /// Where that comes from, in words: "all boards".
    var source: String

    /// Whether the user named the boards to the harness.
    var isExplicit = false

    /// What is doubtful about it.
    var notes: [String] = []

    /// Finds the boards of the workload.
    ///
    /// - Parameters:
    ///   - requested: by UUID, the beginning of one, or index; wins over the environment.
    ///   - environment: for `CUDA_VISIBLE_DEVICES` and `CUDA_DEVICE_ORDER`.
    ///   - boards: those there are.
    /// - Returns: their places, and where that comes from.
    /// - Throws: where a requested board is not there.
    static func resolve(
        requested: [String]?,
        environment: [String: String],
        boards: [NVIDIABoard]
    ) throws(NVIDIAFault) -> Self {
        if let requested { return try explicit(requested, boards: boards) }
        if let visible = environment["CUDA_VISIBLE_DEVICES"] {
            return fromCUDA(visible, order: environment["CUDA_DEVICE_ORDER"], boards: boards)
        }
        return Self(used: Set(boards.indices), source: "all boards")
    }

    private static func explicit(
        _ requested: [String],
        boards: [NVIDIABoard]
    ) throws(NVIDIAFault) -> Self {
        var used: Set<Int> = []
        for name in requested {
            let matches = places(of: name, in: boards)
            guard matches.count == 1, let place = matches.first else {
                let there = boards.map { "\($0.index) = \($0.title)" }.joined(separator: ", ")
                let problem = matches.isEmpty ? "there is no GPU" : "more than one GPU is"
                throw .impossible(
                    "\(problem) “\(name)”; there is \(there.isEmpty ? "none" : there)"
                )
            }
            used.insert(place)
        }
        let source = requested.isEmpty ? "no board was chosen" : "the chosen boards"
        return Self(used: used, source: source, isExplicit: true)
    }

    /// CUDA's rules (CUDA C++ Programming Guide, "CUDA Environment Variables"): the list ends at
    /// the first entry that is not valid, and an empty one hides all boards.
    private static func fromCUDA(_ list: String, order: String?, boards: [NVIDIABoard]) -> Self {
        var selection = Self(used: [], source: "CUDA_VISIBLE_DEVICES=\(list)")
        var usesIndices = false
        for part in list.split(separator: ",", omittingEmptySubsequences: false) {
            let entry = SystemFile.trimmed(part)
            if entry.hasPrefix("MIG-") {
                selection.notes.append(
                    "CUDA_VISIBLE_DEVICES names a MIG instance, which the energy of a whole board "
                        + "cannot be attributed to"
                )
                continue
            }
            let matches = places(of: entry, in: boards, needsPrefix: true)
            guard matches.count == 1, let place = matches.first else { break }
            usesIndices = usesIndices || !entry.hasPrefix("GPU-")
            selection.used.insert(place)
        }
        let isMixed = Set(boards.map(\.name)).count > 1
        if usesIndices, isMixed, order != "PCI_BUS_ID" {
            selection.notes.append(
                "the boards differ, and CUDA may number them otherwise than the driver: set "
                    + "CUDA_DEVICE_ORDER=PCI_BUS_ID or use UUIDs"
            )
        }
        return selection
    }

    private static func places(
        of name: String,
        in boards: [NVIDIABoard],
        needsPrefix: Bool = false
    ) -> [Int] {
        if !name.isEmpty, name.allSatisfy({ $0.isASCII && $0.isNumber }) {
            return boards.indices.filter { boards[$0].index == Int(name) }
        }
        let isMarked = name.hasPrefix("GPU-") && name.count > 4
        guard isMarked || (!needsPrefix && !name.isEmpty) else { return [] }
        let exact = boards.indices.filter { boards[$0].uuid == name }
        if !exact.isEmpty { return exact }
        let beginning = isMarked ? name : "GPU-\(name)"
        return boards.indices.filter { boards[$0].uuid.hasPrefix(beginning) }
    }
}
