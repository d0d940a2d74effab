internal import Foundation

/// The mean carbon intensity of a country's electricity over a year.
///
/// Over the life cycle of the plants and without trade over the border: Our World in Data from Ember
/// and the Energy Institute (CC BY 4.0), as CodeCarbon bundles it in
/// `codecarbon/data/private_infra/global_energy_mix.json` (state of 2024-09-20).
public struct CountryIntensity: Sendable, Hashable {
    public var name: String

    /// ISO 3166-1: "DE" and "DEU".
    public var twoLetters: String
    public var threeLetters: String
    public var year: Int
    public var gramsPerKilowattHour: Double

    static let source = "Our World in Data from Ember and Energy Institute, as in CodeCarbon"

    /// All that are known, by their three letters.
    public static let all: [CountryIntensity] = table.split(separator: "\n").compactMap(parse)

    private static func parse(_ line: Substring) -> CountryIntensity? {
        let words = line.split(separator: " ", maxSplits: 4)
        guard words.count == 5, let year = Int(words[2]), let grams = Double(words[3]) else {
            return nil
        }
        return CountryIntensity(
            name: String(words[4]),
            twoLetters: String(words[0]),
            threeLetters: String(words[1]),
            year: year,
            gramsPerKilowattHour: grams
        )
    }

    /// The country of a code or a name, in capital letters or not; `nil` where none is known.
    public static func named(_ text: String) -> CountryIntensity? {
        let wanted = text.uppercased()
        return all.first {
            [$0.twoLetters, $0.threeLetters, $0.name.uppercased()].contains(wanted)
        }
    }
}
