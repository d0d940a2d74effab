/// Events in the form `PMU/term=value,term/`, read with what sysfs says of the PMU.
///
/// `/sys/bus/event_source/devices/PMU/format/TERM` says which bits of `perf_event_attr` a term is
/// ("config:0-7,32-35"), `…/events/NAME` which terms a name stands for, `…/type` the type.
package struct SysfsEvents: Sendable {
    package var root: String

    package init(root: String = "/sys/bus/event_source/devices") { self.root = root }

    package enum Fault: Error, Hashable {
        case noSuchPMU(String)
        case noSuchTerm(String, pmu: String)
        case badTerm(String)
    }

    /// The parts of such a name; `nil` for any other.
    static func parts(of name: String) -> (pmu: String, terms: String, modifier: String)? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty,
            parts[0].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }),
            ["", "u"].contains(parts[2])
        else { return nil }
        return (parts[0], parts[1], parts[2])
    }

    /// The event of some terms.
    ///
    /// - Throws: `Fault` where the PMU or a term is not there, or a value does not fit.
    package func event(pmu: String, terms: String) throws(Fault) -> PerfEvent {
        guard let type = SystemFile.line(at: "\(root)/\(pmu)/type").flatMap({ UInt32($0) }) else {
            throw .noSuchPMU(pmu)
        }
        var event = PerfEvent(type: type, config: 0)
        try add(terms, of: pmu, to: &event, depth: 0)
        return event
    }

    private func add(_ terms: String, of pmu: String, to event: inout PerfEvent, depth: Int)
        throws(Fault)
    {
        for term in terms.split(separator: ",") {
            let sides = term.split(separator: "=", maxSplits: 1).map(SystemFile.trimmed)
            guard let name = sides.first, !name.contains("/"), name != ".." else {
                throw .badTerm(String(term))
            }
            if let bits = SystemFile.line(at: "\(root)/\(pmu)/format/\(name)") {
                guard let value = Self.number(sides.count > 1 ? sides[1] : "1"),
                    Self.set(value, bits: bits, in: &event)
                else { throw .badTerm(String(term)) }
            } else if sides.count == 1, depth == 0,
                let alias = SystemFile.line(at: "\(root)/\(pmu)/events/\(name)")
            {
                try add(alias, of: pmu, to: &event, depth: 1)
            } else {
                throw .noSuchTerm(name, pmu: pmu)
            }
        }
    }

    private static func number(_ text: String) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    }

    /// Puts a value into bits such as "config:0-7,32-35", the low ones first.
    static func set(_ value: UInt64, bits: String, in event: inout PerfEvent) -> Bool {
        let sides = bits.split(separator: ":")
        guard sides.count == 2 else { return false }
        var rest = value
        var result: UInt64 = 0
        for range in sides[1].split(separator: ",") {
            let ends = range.split(separator: "-").compactMap { UInt64($0) }
            guard let low = ends.first, let high = ends.last, low <= high, high < 64 else {
                return false
            }
            for bit in low...high {
                result |= (rest & 1) << bit
                rest >>= 1
            }
        }
        guard rest == 0 else { return false }
        switch sides[0] {
        case "config": event.config |= result
        case "config1": event.config1 |= result
        case "config2": event.config2 |= result
        default: return false
        }
        return true
    }
}
