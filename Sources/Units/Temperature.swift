/// A temperature as thermometers of the kernel give it: whole m°C.
public struct Temperature: Sendable, Hashable, Comparable, Codable {
    public var millicelsius: Int64

    public init(millicelsius: Int64) { self.millicelsius = millicelsius }

    /// A temperature from °C, rounded to whole m°C.
    public static func celsius(_ degrees: Double) -> Temperature {
        Temperature(millicelsius: Int64((degrees * 1000).rounded()))
    }

    public var celsius: Double { Double(millicelsius) / 1000 }

    public static func < (left: Self, right: Self) -> Bool {
        left.millicelsius < right.millicelsius
    }

    /// How many degrees a temperature is above another one.
    public static func - (left: Self, right: Self) -> Double { left.celsius - right.celsius }
}
