import Experiment
import Sensors

/// What is said of the sensors before anything is measured with them.
enum SensorTalk {
    /// Says before the start what will not be measured, and loudly what was refused.
    ///
    /// - Parameters:
    ///   - inventory: what was found.
    ///   - isQuiet: whether only what was refused is said: the report says the rest.
    static func announce(_ inventory: SensorInventory, isQuiet: Bool = false) {
        for state in inventory.states {
            if isQuiet, state.availability != .refused { continue }
            if state.isSimulated {
                Console.complain("SIMULATED \(state.sensor): \(state.reason)")
            } else if state.availability == .refused {
                Console.complain("REFUSED \(state.sensor): \(state.reason)")
                if let remedy = state.remedy { Console.complain("  To mend it: \(remedy)") }
            } else if state.availability == .absent {
                Console.complain("no \(state.sensor): \(state.reason)")
            }
        }
        if !isQuiet, let model = inventory.estimateModel {
            Console.complain(
                "Energy will be ESTIMATED from CPU time (\(model.basis)); it is not measured."
            )
        }
    }

    /// Finds out whether all that was asked for by name is to be had.
    ///
    /// - Parameter inventory: what was found.
    /// - Throws: `UnmetRequest` where something is not, so that nothing else is measured instead.
    static func check(_ inventory: SensorInventory) throws(UnmetRequest) {
        guard inventory.unmet.isEmpty else { throw UnmetRequest(states: inventory.unmet) }
    }
}

/// What the options or the suite name and what is not to be had.
struct UnmetRequest: Error, CustomStringConvertible {
    var states: [SensorState]

    var description: String {
        let reasons = states.map { state in
            let remedy = state.remedy.map { "\n    mend it: \($0)" } ?? ""
            return "\n  \(state.sensor) is \(state.availability.rawValue): \(state.reason)\(remedy)"
        }
        return "What was asked for by name cannot be read, so nothing was measured."
            + reasons.joined()
            + "\nTo measure without it, leave the option or the suite's key out that names it; "
            + "`joulebench doctor` shows what there is."
    }
}
