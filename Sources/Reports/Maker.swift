internal import Experiment

/// The machine that made an artifact, as a run sees it.
struct Maker: Sendable {
    var step: String

    /// `nil` where nobody kept it.
    var hostName: String?

    /// Whether it is not the machine of the run; `nil` where nobody kept it.
    var isOther: Bool?

    /// - Parameters:
    ///   - artifact: of the run.
    ///   - runHost: the machine of the run.
    init(of artifact: Artifact, runHost: Host) {
        step = artifact.step
        if let origin = artifact.cost.origin {
            hostName = origin.hostName
            isOther = origin.hostID != runHost.id
        } else if !artifact.wasCached {
            hostName = runHost.name
            isOther = false
        }
    }
}

extension OneTimeRow {
    /// The names of the machines that made the artifacts, each once; `nil` where there are none, or
    /// where nobody kept one of them.
    var madeOn: String? {
        var names: [String] = []
        for maker in makers {
            guard let name = maker.hostName else { return nil }
            if !names.contains(name) { names.append(name) }
        }
        return names.isEmpty ? nil : names.joined(separator: " ")
    }

    /// Whether another machine than that of the run made one of the artifacts; `nil` where there are
    /// none, or where it is not known.
    var isOfOtherHost: Bool? {
        if makers.contains(where: { $0.isOther == true }) { return true }
        if makers.isEmpty || makers.contains(where: { $0.isOther == nil }) { return nil }
        return false
    }

    /// The steps that another machine made; `nil` where there are none.
    var foreignText: String? {
        let foreign = makers.filter { $0.isOther == true }
        guard !foreign.isEmpty else { return nil }
        return foreign.map { maker in
            [maker.step, maker.hostName].compactMap(\.self).joined(separator: ": ")
        }.joined(separator: "; ")
    }
}
