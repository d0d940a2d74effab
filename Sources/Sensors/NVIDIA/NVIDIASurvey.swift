internal import Experiment

/// What is read of the boards that were found, and what is left out for which reason.
struct NVIDIASurvey: Sendable {
    /// A channel with the board and the quantity that it reads.
    struct Entry: Sendable, Hashable {
        /// The place in the list of boards.
        var board: Int
        var quantity: NVIDIAQuantity
        var channel: Channel
    }

    var entries: [Entry] = []

    /// Sentences for the sensor's state.
    var notes: [String] = []

    /// - Parameters:
    ///   - boards: those that answered.
    ///   - lost: what is known of boards that did not answer.
    ///   - selection: the boards of the workload.
    ///   - channels: makes the channels.
    /// - Throws: where a board did not answer that the workload may use, which cannot be excluded
    ///   unless the user named its boards: without it a total would be too low.
    init(
        boards: [NVIDIABoard],
        lost: [String],
        selection: NVIDIASelection,
        channels: NVIDIAChannels
    ) throws(NVIDIAFault) {
        if !lost.isEmpty, !selection.isExplicit {
            throw .impossible(
                "\(lost.joined(separator: ", ")); a total without it would be too low",
                remedy: "choose the boards that the workload uses with --gpu"
            )
        }
        notes = selection.notes
        if !lost.isEmpty { notes.append("left out: \(lost.joined(separator: ", "))") }
        let used = selection.used.sorted()
        let silent = used.filter { !boards[$0].hasEnergy }
        for place in silent { notes.append(Self.silence(of: boards[place])) }
        if !silent.isEmpty, silent.count < used.count {
            notes.append(
                "so the energy of the other boards of the workload is left out, too: a sum "
                    + "without a board would be too low"
            )
        }
        for place in boards.indices {
            let domain = domain(of: place, boards: boards, selection: selection)
            let isUsed = selection.used.contains(place)
            for quantity in boards[place].quantities {
                if isUsed ? quantity.isEnergetic && !silent.isEmpty : !quantity.isEnergetic {
                    continue
                }
                let channel = channels.channel(quantity, of: boards[place], domain: domain)
                entries.append(Entry(board: place, quantity: quantity, channel: channel))
            }
        }
    }

    private mutating func domain(
        of place: Int,
        boards: [NVIDIABoard],
        selection: NVIDIASelection
    ) -> Channel.Domain {
        let board = boards[place]
        guard selection.used.contains(place) else { return .otherGPU }
        if board.isIntegrated { return .integratedGPU }
        guard board.isSplit else { return .gpu }
        guard selection.isExplicit else {
            notes.append(
                "\(board.uuid) is split by MIG: its energy is the whole board's and is shown "
                    + "apart; where the workload has all of it, choose it with --gpu"
            )
            return .otherGPU
        }
        notes.append("\(board.uuid) is split by MIG: its energy is that of all its instances")
        return .gpu
    }

    private static func silence(of board: NVIDIABoard) -> String {
        let number = board.failures[.energy] ?? board.failures[.power] ?? NVIDIAFailure.nvml(3)
        let words = NVIDIAFailure.words(number) ?? "no number"
        let guest = board.isVirtual ? "; this machine has a part of the board (vGPU)" : ""
        return "\(board.uuid) gives neither energy nor power (\(words)\(guest))"
    }

    /// What was found, for the sensor's state.
    func summary(boards: [NVIDIABoard], selection: NVIDIASelection) -> String {
        var parts: [String] = []
        for place in boards.indices {
            let names = entries.filter { $0.board == place }.map(\.quantity.rawValue)
            guard !names.isEmpty else { continue }
            let isUsed = selection.used.contains(place)
            parts.append(
                "\(isUsed ? "" : "not the workload's: ")\(boards[place].title): "
                    + names.joined(separator: ", ")
            )
        }
        return (["\(selection.source)"] + parts + notes).joined(separator: "; ")
    }
}
