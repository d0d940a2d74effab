package import Experiment

/// A field of `nvidia-smi --query-gpu` that becomes readings.
package enum NVIDIASMIField: String, Sendable, CaseIterable {
    case power = "power.draw"
    case powerInstant = "power.draw.instant"
    case memory = "memory.used"
    case clock = "clocks.current.sm"
    case temperature = "temperature.gpu"
    case utilization = "utilization.gpu"
    case eventReasons = "clocks_event_reasons.active"

    /// What it is called, the newest name first.
    var names: [String] {
        switch self {
        case .clock: [rawValue, "clocks.sm"]
        case .eventReasons: [rawValue, "clocks_throttle_reasons.active"]
        default: [rawValue]
        }
    }

    package var quantity: NVIDIAQuantity {
        switch self {
        case .power: .power
        case .powerInstant: .powerInstant
        case .memory: .memory
        case .clock: .clock
        case .temperature: .temperature
        case .utilization: .utilization
        case .eventReasons: .eventReasons
        }
    }

    /// The unit that stands after the value where the query did not ask for `nounits`.
    private var unit: String? {
        switch self {
        case .power, .powerInstant: "W"
        case .memory: "MiB"
        case .clock: "MHz"
        case .utilization: "%"
        case .temperature, .eventReasons: nil
        }
    }

    /// How many of the channel's units one of the text's is.
    private var factor: Double {
        switch self {
        case .memory: 1_048_576
        case .utilization, .eventReasons: 1
        case .power, .powerInstant, .clock, .temperature: 1000
        }
    }

    /// A cell of the table as a reading.
    ///
    /// - Returns: the value in the channel's unit; a failure with NVML's number for the words that
    ///   stand for one; malformed for anything else, an empty cell and a power that no board draws
    ///   included.
    package func outcome(of cell: some StringProtocol) -> Reading.Outcome {
        let text = SystemFile.trimmed(cell)
        if let code = Self.failure(text) { return .failed(errno: NVIDIAFailure.nvml(code)) }
        var number = text
        if let unit, text.hasSuffix(" " + unit) {
            number = SystemFile.trimmed(text.dropLast(unit.count))
        }
        if self == .eventReasons {
            guard number.hasPrefix("0x"), let bits = UInt64(number.dropFirst(2), radix: 16) else {
                return .malformed
            }
            return .value(bits)
        }
        // Only plain digits: no sign, exponent, or comma of another locale.
        guard number.first?.isNumber == true,
            number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
            let value = Double(number), value < 1e12
        else { return .malformed }
        let raw = UInt64((value * factor).rounded())
        return quantity.isPlausible(raw) ? .value(raw) : .malformed
    }

    /// The code of NVML that a word stands for.
    private static func failure(_ text: String) -> Int32? {
        let word = text.lowercased().trimmingPrefix("[").replacing("]", with: "")
        switch word {
        case "n/a", "not supported": return 3
        case "unknown error", "err!": return 999
        case "function not found": return 13
        case "insufficient permissions": return 4
        case "requested functionality has been deprecated": return 26
        case "gpu requires reset": return 16
        case "gpu is lost": return 15
        case "not found": return 6
        case "no data": return 21
        default: return nil
        }
    }
}

/// The table that `nvidia-smi --query-gpu` prints, read by position.
package enum NVIDIASMITable {
    /// The cells of a line.
    ///
    /// - Parameters:
    ///   - line: without its end.
    ///   - count: how many fields were asked for.
    ///   - lastHoldsCommas: whether the last cell is a text that may hold commas. Elsewhere a comma
    ///     too many is that of a number of another locale, which must not be taken for two.
    /// - Returns: `nil` where the number is another one.
    package static func cells(
        of line: some StringProtocol,
        count: Int,
        lastHoldsCommas: Bool = false
    ) -> [String]? {
        let parts = line.split(
            separator: ",",
            maxSplits: lastHoldsCommas ? count - 1 : Int.max,
            omittingEmptySubsequences: false
        ).map { SystemFile.trimmed($0) }
        return parts.count == count ? parts : nil
    }

    /// The names that `--help-query-gpu` lists: `"clocks.current.sm" or "clocks.sm"`.
    package static func fieldNames(inHelp text: String) -> Set<String> {
        var names: Set<String> = []
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("\"") {
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            for index in stride(from: 1, to: parts.count, by: 2) {
                names.insert(String(parts[index]))
            }
        }
        return names
    }
}
