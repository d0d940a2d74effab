import ArgumentParser
import Foundation
import Reports

/// What the command line says of the electricity and of the machine: statements, not measurements.
struct FootprintOptions: ParsableArguments {
    @Option(
        name: .customLong("carbon-intensity"),
        help: ArgumentHelp(
            "Greenhouse gases of the grid in g CO2e/kWh: a number, or a CSV file over time.",
            discussion: """
                The file has two columns, time and value; times are of ISO 8601 with Z or an \
                offset, and a value holds until the next.
                """,
            valueName: "grams|file"
        ),
        completion: .file(extensions: ["csv"])
    )
    var carbonIntensity: String?

    @Option(
        help: ArgumentHelp(
            "Take the average of a country for the grid, such as DE (ISO 3166); METHODOLOGY.md has the "
                + "source.",
            valueName: "code"
        )
    )
    var country: String?

    @Option(
        help: ArgumentHelp(
            "What a kWh costs: a number, or a CSV file over time or of daily bands.",
            discussion: "Daily bands have four columns: weekdays,from,to,price.",
            valueName: "price|file"
        ),
        completion: .file(extensions: ["csv"])
    )
    var tariff: String?

    @Option(
        name: .customLong("tariff-zone"),
        help: ArgumentHelp(
            "The time zone of daily bands, such as Europe/Berlin.",
            valueName: "zone"
        )
    )
    var tariffZone: String?

    @Option(help: ArgumentHelp("The currency of the tariff, such as EUR.", valueName: "code"))
    var currency: String?

    @Option(
        help: ArgumentHelp(
            "Power usage effectiveness: what the building draws for each joule; 1 or more.",
            valueName: "factor"
        )
    )
    var pue: Double?

    func validate() throws {
        if carbonIntensity != nil, country != nil {
            throw ValidationError("Give either --carbon-intensity or --country.")
        }
        if let country, CountryIntensity.named(country) == nil {
            throw ValidationError(
                "There is no average of the country “\(TerminalText.printable(country))”; write its "
                    + "code of ISO 3166 (DE or DEU), or give --carbon-intensity."
            )
        }
        try validateTariff()
        if let pue {
            guard pue >= 1, pue.isFinite else {
                throw ValidationError("--pue is a number of 1 or more, such as 1.2.")
            }
            guard carbonIntensity != nil || country != nil || tariff != nil else {
                throw ValidationError(
                    "--pue multiplies carbon and cost; give --carbon-intensity, --country or "
                        + "--tariff."
                )
            }
        }
    }

    private func validateTariff() throws {
        guard tariff != nil else {
            if currency != nil { throw ValidationError("--currency goes with --tariff.") }
            if tariffZone != nil { throw ValidationError("--tariff-zone goes with --tariff.") }
            return
        }
        guard let currency else {
            throw ValidationError("--tariff needs --currency, such as --currency EUR.")
        }
        guard currency.count == 3, currency.allSatisfy({ $0.isASCII && $0.isUppercase }) else {
            throw ValidationError("--currency is a code of three capital letters, such as EUR.")
        }
    }

    /// What was stated; `nil` where nothing was.
    ///
    /// - Throws: `FootprintError` where a file cannot be read or has mistakes.
    func settings() throws -> FootprintSettings? {
        let grid = try grid()
        let tariff = try tariffSettings()
        guard grid != nil || tariff != nil else { return nil }
        return FootprintSettings(grid: grid, tariff: tariff, powerUsageEffectiveness: pue)
    }

    private func grid() throws -> FootprintSettings.Grid? {
        if let country, let average = CountryIntensity.named(country) {
            return FootprintSettings.Grid(of: average)
        }
        guard let carbonIntensity else { return nil }
        let reader = CourseReader(file: carbonIntensity, least: 0)
        let (course, source) = try Self.course(of: carbonIntensity, reader, "--carbon-intensity")
        if case .bands = course {
            throw FootprintError(
                file: carbonIntensity,
                reason: "has daily bands; a grid's intensity is a course over time: time,value"
            )
        }
        return FootprintSettings.Grid(course: course, source: source)
    }

    private func tariffSettings() throws -> FootprintSettings.Tariff? {
        guard let tariff, let currency else { return nil }
        // On some markets power costs less than nothing at times.
        let reader = CourseReader(file: tariff, least: nil, timeZone: tariffZone)
        let (course, source) = try Self.course(of: tariff, reader, "--tariff")
        return FootprintSettings.Tariff(course: course, currency: currency, source: source)
    }

    /// A number as it is, else the content of a file.
    private static func course(of text: String, _ reader: CourseReader, _ option: String) throws
        -> (ValueCourse, source: String)
    {
        if let value = Double(text) {
            guard value.isFinite, value >= reader.least ?? value else {
                throw FootprintError(
                    file: option,
                    reason: "\(text) is no finite number"
                        + (reader.least == nil ? "" : " from 0 on")
                )
            }
            return (.constant(value), "as stated")
        }
        guard let data = FileManager.default.contents(atPath: text) else {
            throw FootprintError(file: text, reason: "\(option) is neither a number nor a file")
        }
        guard let content = String(data: data, encoding: .utf8) else {
            throw FootprintError(file: text, reason: "is no text in UTF-8")
        }
        return (try reader.course(of: content), "from \((text as NSString).lastPathComponent)")
    }
}

/// What the machine can do at most, for a place in the roofline.
struct RooflineOptions: ParsableArguments {
    @Option(
        name: .customLong("peak-gflops"),
        help: ArgumentHelp("What the machine computes at most, in GFLOP/s.", valueName: "gflops")
    )
    var peakGFLOPS: Double?

    @Option(
        name: .customLong("peak-bandwidth"),
        help: ArgumentHelp("What its memory moves at most, in GB/s.", valueName: "gb/s")
    )
    var peakBandwidth: Double?

    func validate() throws {
        for (name, value) in [("--peak-gflops", peakGFLOPS), ("--peak-bandwidth", peakBandwidth)] {
            guard let value else { continue }
            guard value > 0, value.isFinite else {
                throw ValidationError("\(name) is a number above 0.")
            }
        }
        if (peakGFLOPS == nil) != (peakBandwidth == nil) {
            throw ValidationError("A roofline needs both --peak-gflops and --peak-bandwidth.")
        }
    }

    var balance: MachineBalance? {
        guard let peakGFLOPS, let peakBandwidth else { return nil }
        return MachineBalance(
            peakFlopsPerSecond: peakGFLOPS * 1e9,
            peakBytesPerSecond: peakBandwidth * 1e9
        )
    }
}

/// What a user states for a report besides the run.
struct StatementOptions: ParsableArguments {
    @OptionGroup(title: "Footprint") var footprintOptions: FootprintOptions
    @OptionGroup(title: "Roofline") var rooflineOptions: RooflineOptions

    /// - Throws: `FootprintError` where a file cannot be read or has mistakes.
    func settings() throws -> ReportSettings {
        ReportSettings(
            balance: rooflineOptions.balance,
            footprint: try footprintOptions.settings()
        )
    }
}
