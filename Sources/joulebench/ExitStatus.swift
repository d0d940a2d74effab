import Experiment
import Imports
import Reports
import Sensors
import Store
import Suites
import Trials

/// The documented exit statuses; 64 and above are those of `sysexits.h`.
enum ExitStatus: Int32 {
    case trialsFailed = 1
    case stopped = 3
    /// Or another input that cannot be used: a query, runs that cannot be compared.
    case badSuite = 65
    case noInput = 66
    case unavailable = 69
    case system = 70
    case cannotWrite = 73
    case inUse = 75
    case interrupted = 130

    /// The status of an error of ours; `nil` for those of the argument parser.
    init?(of error: any Error) {
        switch error {
        case SuiteFileError.unreadable: self = .noInput
        case is SuiteFileError, is UnknownEvents: self = .badSuite
        case ImportError.unreadable: self = .noInput
        case is ImportError: self = .badSuite
        case is QueryError, is QueryOutputError, is AcrossError: self = .badSuite
        case let error as StoreError: self = Self.status(of: error)
        case let error as TrialsError: self = Self.status(of: error)
        case is NoSuchSuite, is NoCurve: self = .noInput
        case is OutputError: self = .cannotWrite
        case is FootprintError: self = .badSuite
        case let error as PinError: self = error.isMissing ? .noInput : .unavailable
        case let error as BuildError: self = error.status
        case let error as BisectInputError: self = error.isMissing ? .noInput : .badSuite
        case is NightDesign.NameTaken: self = .badSuite
        case is NoSuchAlarm, is NoNights: self = .noInput
        case is RescuedTrial, is LostTrial, is RescuedDatabase: self = .cannotWrite
        case is ExecError, is NoEnergySource, is UnmetRequest, is ResumeError,
            is HarnessFault, is NothingToExport, is NoPowerLog:
            self = .unavailable
        default: return nil
        }
    }

    private static func status(of error: StoreError) -> ExitStatus {
        switch error {
        case .notFound, .noSuchRun, .noSuchTrial, .noSuchTrialID, .ambiguousRun,
            .ambiguousTrialID, .noRuns:
            .noInput
        case .runInUse: .inUse
        case .cannotOpen, .readOnly, .newerSchema, .notADatabase, .busy, .full, .failed:
            .cannotWrite
        }
    }

    private static func status(of error: TrialsError) -> ExitStatus {
        switch error {
        case .programNotFound, .inputMissing, .prepareFailed, .artifactEmpty: .unavailable
        case .folder, .lock: .cannotWrite
        case .hostInUse: .inUse
        case .system: .system
        case .interrupted: .interrupted
        }
    }
}

/// A file of results that cannot be written.
struct OutputError: Error, CustomStringConvertible {
    var path: String
    var reason: String
    var remedy = " Choose another place with --results or --output."

    var description: String {
        "Cannot write \(path): \(reason)." + remedy
    }
}
