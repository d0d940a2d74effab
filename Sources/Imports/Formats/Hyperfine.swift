internal import Experiment
internal import Foundation

/// The results that `hyperfine --export-json` writes.
struct Hyperfine {
    let file: SourceFile

    private struct Export: Decodable { var results: [Result] }

    private struct Result: Decodable {
        var command: String
        var times: [Double]?
        var memory: [Int64?]?
        var exitCodes: [Int32?]?
        var parameters: [String: Text]?

        enum CodingKeys: String, CodingKey {
            case command
            case times
            case memory = "memory_usage_byte"
            case exitCodes = "exit_codes"
            case parameters
        }
    }

    /// A parameter, which older versions wrote as a number.
    private struct Text: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
            } else {
                text = "\(try container.decode(Double.self))"
            }
        }
    }

    func read() throws(ImportError) -> ImportedData {
        let export: Export
        do {
            export = try JSONDecoder().decode(Export.self, from: Data(try file.text().utf8))
        } catch let error as ImportError {
            throw error
        } catch {
            throw file.mistake("it is no JSON of hyperfine, or is cut off")
        }
        guard !export.results.isEmpty else { throw file.mistake("it holds no results") }
        var variants: [ImportedVariant] = []
        for result in export.results { variants.append(try variant(of: result)) }
        return ImportedData(
            format: .hyperfine,
            comparison: "hyperfine",
            unitOfWork: Comparison.wholeTrial,
            quality: nil,
            variants: variants,
            title: file.stem
        )
    }

    private func variant(of result: Result) throws(ImportError) -> ImportedVariant {
        guard let times = result.times, !times.isEmpty else {
            throw file.mistake("“\(result.command.prefix(80))” has no times")
        }
        var trials: [ImportedTrial] = []
        for (index, seconds) in times.enumerated() {
            guard seconds.isFinite, seconds >= 0, seconds < 1e8 else {
                throw file.mistake("\(seconds) of “\(result.command.prefix(80))” is no time in s")
            }
            let length = MonotonicInstant(nanoseconds: Int64((seconds * 1e9).rounded()))
            var trial = ImportedTrial(
                startedAtMilliseconds: file.modifiedAtMilliseconds,
                ended: length,
                statesItsTime: false
            )
            if let code = result.exitCodes.flatMap({ Self.value(index, of: $0) }), code != 0 {
                trial.outcome = .exited(status: code)
            }
            if let bytes = result.memory.flatMap({ Self.value(index, of: $0) }), bytes > 0 {
                trial.channels = [.importedPeakMemory(method: "getrusage (hyperfine)")]
                trial.sample(UInt64(bytes), ofChannel: 0, at: length)
            }
            trial.events.append(
                .importedAbsence(
                    "hyperfine measures times and no energy (imported)",
                    at: length
                )
            )
            trials.append(trial)
        }
        return ImportedVariant(
            name: result.command,
            parameters: (result.parameters ?? [:]).mapValues(\.text),
            trials: trials
        )
    }

    private static func value<Value>(_ index: Int, of values: [Value?]) -> Value? {
        values.indices.contains(index) ? values[index] : nil
    }
}
