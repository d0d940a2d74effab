internal import Units

extension Trial {
    /// Where two ways to one energy do not agree.
    var energyWarnings: [TrialWarning] {
        guard let window else { return [] }
        let boards = boardEnergies(in: window).filter(\.isDoubtful).map { board in
            TrialWarning.boardDisagrees(device: board.device, share: board.disagreement ?? 0)
        }
        let mirrors = mirroredChannels.map { group in
            TrialWarning.mirroredDies(channels: group.channels.map { channels[$0].name })
        }
        return boards + mirrors + partsAboveWhole(in: window)
    }

    /// Packages whose cores and graphics unit used more than the package that contains them.
    private func partsAboveWhole(in window: Window) -> [TrialWarning] {
        channels.indices.filter { channels[$0].domain == .package }.compactMap { index in
            let name = channels[index].name
            let parts = channels.indices.filter {
                [.core, .uncore].contains(channels[$0].domain)
                    && channels[$0].name.hasPrefix(name + "/")
            }.compactMap { energy(ofChannel: $0, in: window).figure }
            guard let whole = energy(ofChannel: index, in: window).figure, !parts.isEmpty else {
                return nil
            }
            let sum = parts.reduce(Energy.zero) { $0 + $1.value }
            let open = (parts + [whole]).compactMap { $0.budget?.expandedWithoutAccuracy }
                .reduce(.zero, +)
            guard sum > whole.value + open else { return nil }
            return .partsAboveWhole(
                package: name,
                parts: sum.joules,
                whole: whole.value.joules
            )
        }
    }
}
