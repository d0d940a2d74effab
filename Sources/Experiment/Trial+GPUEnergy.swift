public import Units

/// Two ways to the energy of one graphics board.
public struct BoardEnergy: Sendable, Hashable {
    /// The board's UUID.
    public var device: String
    public var domain: Channel.Domain

    /// By the board's own counter; `nil` where it has none.
    public var counted: Finding<Energy>?

    /// By integrating its power; `nil` where none was read.
    public var integrated: Finding<Energy>?

    /// What the board is said to have used: the counter where there is one.
    ///
    /// A counter that failed is not replaced by the integral: trials of one run would then be
    /// measured in different ways.
    public var energy: Finding<Energy> {
        counted ?? integrated ?? .missing(reason: "neither energy nor power of \(device) was read")
    }

    /// How far the integral is from the counter, as a share of it; `nil` without both.
    public var disagreement: Double? {
        guard let counted = counted?.figure, let integrated = integrated?.figure,
            counted.value > .zero
        else { return nil }
        return (integrated.value - counted.value) / counted.value
    }

    /// The disagreement beyond which one of the two has to be wrong.
    ///
    /// Below 5 % nothing is said. Above it, what the edges of the window leave open may be the
    /// reason; the scale of the sensor is not, because both come from the same one.
    static let largestDisagreement = 0.05

    var isDoubtful: Bool {
        guard let disagreement, let counted = counted?.figure, let integrated = integrated?.figure
        else { return false }
        let open =
            [counted, integrated].compactMap { $0.budget?.expandedWithoutAccuracy }
            .reduce(.zero, +)
        let difference = disagreement.magnitude
        return difference > Self.largestDisagreement && difference > open / counted.value
    }
}

extension Trial {
    /// The energy of each graphics board that was read, in the order of the channels.
    public func boardEnergies(in window: Window) -> [BoardEnergy] {
        var boards: [BoardEnergy] = []
        for (index, channel) in channels.enumerated() {
            guard let device = channel.device, channel.domain.isBoard,
                channel.quantity.givesEnergy, channel.importedRule == nil
            else { continue }
            var place = boards.firstIndex { $0.device == device }
            if place == nil {
                boards.append(BoardEnergy(device: device, domain: channel.domain))
                place = boards.count - 1
            }
            guard let place else { continue }
            if channel.quantity == .powerMilliwatts {
                // The first gauge of a board is the one that sees all of the time.
                if boards[place].integrated == nil {
                    boards[place].integrated = integratedEnergy(ofChannel: index, in: window)
                }
            } else {
                boards[place].counted = energy(ofChannel: index, in: window)
            }
        }
        return boards
    }

    /// The integral of a power channel over a window.
    ///
    /// - Returns: the energy with the parts of its uncertainty, or why there is none.
    public func integratedEnergy(ofChannel index: Int, in window: Window) -> Finding<Energy> {
        let channel = channels[index]
        guard channel.quantity == .powerMilliwatts else {
            return .missing(reason: "\(channel.name) shows no power")
        }
        guard
            let course = PowerCourse(
                readings: readings(ofChannel: index),
                refreshPeriod: channel.refreshPeriod,
                averagingWindow: channel.averagingWindow
            )
        else { return .missing(reason: Absence(.noReadings).reason) }
        guard let integral = course.integral(in: window) else {
            return .missing(reason: Absence.notCovered.reason)
        }
        guard integral.longestGap * 2 <= window.duration.inSeconds else {
            return .missing(reason: "no power was read in more than half of the window")
        }
        let value = Energy.joules(integral.amount / 1000)
        return .known(
            Figure(
                value: value,
                budget: UncertaintyBudget(
                    edges: .joules(integral.edges / 1000),
                    resolution: .joules(
                        Double(channel.resolution) / 2000 * window.duration.inSeconds
                    ),
                    sampling: .joules(integral.sampling / 1000),
                    accuracy: value * (channel.relativeAccuracy ?? 0),
                    isAccuracyStated: channel.relativeAccuracy != nil
                ),
                provenance: channel.isSimulated ? .simulated : .integrated,
                scope: channel.domain.scopeWord
                    + (channel.isSimulated ? "" : " (integrated power)")
            )
        )
    }
}

extension Channel.Domain {
    /// Whether it is a graphics board or unit.
    var isBoard: Bool {
        switch self {
        case .gpu, .integratedGPU, .otherGPU: true
        default: false
        }
    }
}
