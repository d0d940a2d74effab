internal import Units

/// A condition that did not hold when a trial began, or was disturbed in its window.
public enum ConditionWarning: Sendable, Hashable, Codable {
    case loadAboveLimit(cpus: Double, limit: Double, waitedSeconds: Double)
    case temperatureOutsideBand(
        celsius: Double,
        startCelsius: Double,
        bandCelsius: Double,
        waitedSeconds: Double
    )
    case conditionUnread(what: String)
    case suspended(seconds: Double)
    case boardThrottled(device: String, reasons: [String], percent: Int)

    /// What happened and what to do, in sentences.
    var explanation: String {
        switch self {
        case .loadAboveLimit(let cpus, let limit, let waited):
            return
                "It began while other programs kept \(Self.text(cpus, places: 2)) CPUs busy "
                + "(limit \(Self.text(limit, places: 2))), after \(Self.text(waited, places: 1)) s of "
                + "waiting. Close them, or raise max_load in the suite's conditions."
        case .temperatureOutsideBand(let celsius, let start, let band, let waited):
            return "It began at \(Self.text(celsius, places: 1)) °C, outside "
                + "\(Self.text(start, places: 1)) ± \(Self.text(band, places: 1)) °C, after "
                + "\(Self.text(waited, places: 1)) s of "
                + "\(celsius > start ? "cooling" : "warming up"). Cool the machine better, rest longer "
                + "(cooldown_seconds), or wait longer (temperature_wait_seconds)."
        case .conditionUnread(let what):
            return
                "\(what.prefix(1).uppercased())\(what.dropFirst()) could not be read when it "
                + "began, so it was not waited for. Look at it with `joulebench doctor`."
        case .suspended(let seconds):
            return
                "The machine slept for \(Self.text(seconds, places: 3)) s inside the window. Keep it "
                + "awake: systemd-inhibit --what=sleep:idle joulebench …"
        case .boardThrottled(let device, let reasons, let percent):
            return "\(device) was slowed down in \(percent) % of the window's readings "
                + "(\(reasons.joined(separator: ", "))). Cool it better, lower its power limit, or "
                + "rest between trials."
        }
    }

    /// What warnings of one kind have in common.
    var family: String {
        switch self {
        case .loadAboveLimit: "load above limit"
        case .temperatureOutsideBand: "temperature outside band"
        case .conditionUnread(let what): "unread \(what)"
        case .suspended: "suspended"
        case .boardThrottled(let device, _, _): "board throttled \(device)"
        }
    }

    /// How bad it is, among warnings of its family.
    var magnitude: Double {
        switch self {
        case .loadAboveLimit(let cpus, _, _): cpus
        case .temperatureOutsideBand(let celsius, let start, _, _): (celsius - start).magnitude
        case .conditionUnread: 0
        case .suspended(let seconds): seconds
        case .boardThrottled(_, _, let percent): Double(percent)
        }
    }

    /// A number with as many decimal places as are not 0.
    private static func text(_ value: Double, places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() && rounded.magnitude < 1e15
            ? "\(Int64(rounded))" : "\(rounded)"
    }
}
