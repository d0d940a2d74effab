internal import Units

// One flat object, so that the objects of runs before 0.2 are read by the same keys.
extension EstimateModel: Codable {
    private enum Key: String, CodingKey {
        case wattsPerBusyThread
        case thermalDesignWatts
        case packages
        case logicalCPUs
        case relativeUncertainty
        case basis
        case source
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        if let watts = try values.decodeIfPresent(Double.self, forKey: .wattsPerBusyThread) {
            method = .busyThread(watts: watts)
        } else {
            method = .packagePower(
                PackagePower(
                    thermalDesignPower: .watts(
                        try values.decode(Double.self, forKey: .thermalDesignWatts)
                    ),
                    packages: try values.decode(Double.self, forKey: .packages),
                    logicalCPUs: try values.decode(Int.self, forKey: .logicalCPUs)
                )
            )
        }
        relativeUncertainty = try values.decode(Double.self, forKey: .relativeUncertainty)
        basis = try values.decode(String.self, forKey: .basis)
        source = try values.decode(String.self, forKey: .source)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch method {
        case .busyThread(let watts): try values.encode(watts, forKey: .wattsPerBusyThread)
        case .packagePower(let package):
            try values.encode(package.thermalDesignPower.watts, forKey: .thermalDesignWatts)
            try values.encode(package.packages, forKey: .packages)
            try values.encode(package.logicalCPUs, forKey: .logicalCPUs)
        }
        try values.encode(relativeUncertainty, forKey: .relativeUncertainty)
        try values.encode(basis, forKey: .basis)
        try values.encode(source, forKey: .source)
    }
}

extension EstimateModel {
    /// What the figures of the model are, in words, for reports and lists of sensors.
    public var summary: String {
        switch method {
        case .packagePower(let package):
            let watts = Self.short(package.thermalDesignPower.watts)
            let packages = Self.short(package.packages)
            return
                "a thermal design power of \(watts) W × \(packages) package\(packages == "1" ? "" : "s") on a curve by "
                + "utilisation, and \(PackagePower.wattsPerGigabyte) W for each GB in memory"
        case .busyThread(let watts): return "CPU time × \(Self.short(watts)) W per busy thread"
        }
    }

    /// What a comparison of two estimates compares.
    public var meaningOfComparison: String {
        switch method {
        case .packagePower:
            "A comparison of estimates compares CPU time and, through the idle share of the power, "
                + "wall time."
        case .busyThread: "A comparison of estimates compares CPU time."
        }
    }

    /// A number with three decimals at most, and none that is 0.
    private static func short(_ number: Double) -> String {
        var text = String((number * 1000).rounded() / 1000)
        if text.hasSuffix(".0") { text.removeLast(2) }
        return text
    }
}
