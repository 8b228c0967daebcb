import CommandLine
import Diagnostics
import Network
import Runtime
import Venue

/// Which venue a command speaks to, and how.
enum VenueOptions {
  static let venue: Parameter<String> = .option(
    "venue", "URL", "where REST is: https, or http on this machine", default: VenueAddress.rest.text
  )
  static let channels: Parameter<String?> = .option(
    "ws", "URL",
    "where the channels are: wss, or ws on this machine; needed with another --venue than the default"
  )
  static let authorities: Parameter<String?> = .option(
    "ca", "FILE", "believe only the certificate authorities in this PEM file")
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text or json", default: .text)
  static let sizes: Parameter<SizeForm> = .option(
    "sizes", "FORM",
    "how this venue writes sizes of orders and trades: plain decimals, fixed-point millionths, or unsettled: "
      + "what could be either is an error", default: .unsettled)

  /// The words of `--sizes`.
  enum SizeForm: String, ArgumentChoice {
    case unsettled, plain
    case fixedPoint = "fixed-point"

    var form: AmountForm {
      switch self {
      case .unsettled: .unsettled
      case .plain: .plain
      case .fixedPoint: .fixedPoint
      }
    }
  }

  /// The parameters that every command with REST calls has.
  static let common: [any ParameterDeclaration] = [venue, authorities, format]

  /// A client for what the values say.
  static func client(
    _ values: ParsedValues, chain: VenueChain = .polygon, form: AmountForm = .unsettled,
    identity: VenueIdentity? = nil
  ) throws -> VenueClient {
    var configuration = VenueClient.Configuration()
    configuration.address = try address(values[venue], for: .rest, option: "venue")
    configuration.retries = .patient
    configuration.chain = chain
    configuration.amountForm = form
    configuration.seed = UInt64.random(in: .min ... .max)
    var network = HTTPClientConfiguration()
    network.trust = trust(values)
    network.responseBytes = 64 << 20
    return VenueClient(
      configuration, transport: HTTPClient(configuration: network), time: SystemTime(),
      identity: identity)
  }

  /// Where the channels are: as named, or the venue's own.
  static func channelAddress(_ values: ParsedValues) throws -> VenueAddress {
    if let named = values[channels] { return try address(named, for: .channels, option: "ws") }
    guard values[venue] == VenueAddress.rest.text else {
      throw DiagnosticError(
        Diagnostic(
          "PT1511", .error, "the channels of \(values[venue]) are not known", at: nil,
          help: ["name their address with --ws URL; 'polytraders venue' prints it at its start"]))
    }
    return .channels
  }

  static func trust(_ values: ParsedValues) -> TLSTrust {
    values[authorities].map { .authorities(file: $0) } ?? .system
  }

  /// Gives what `body` gives; a failure of the venue's ends the command with its diagnostic.
  static func asking<Answer>(
    _ body: () async throws(VenueFailure) -> Answer
  ) async throws(DiagnosticError) -> Answer {
    do throws(VenueFailure) {
      return try await body()
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
  }

  private static func address(
    _ text: String, for service: VenueAddress.Service, option: String
  ) throws(DiagnosticError) -> VenueAddress {
    do throws(VenueAddress.Fault) {
      return try VenueAddress(text, for: service)
    } catch {
      throw DiagnosticError(error.diagnostic(option: option, text: text))
    }
  }
}

extension VenueAddress.Fault {
  /// The finding for people: `PT1509`, or `PT1510` for plain text to another machine.
  func diagnostic(option: String, text: String) -> Diagnostic {
    switch self {
    case .scheme(let expected):
      Diagnostic(
        "PT1509", .error,
        "'--\(option) \(text)' begins with none of \(expected.joined(separator: " and "))",
        at: nil, help: ["write the whole address: \(expected.first ?? "")host[:port]"])
    case .notHostAndPort:
      Diagnostic(
        "PT1509", .error, "'--\(option) \(text)' is not a host with or without a port", at: nil,
        help: ["leave out paths, queries, names and passwords"])
    case .plainTextToOtherMachine(let host):
      Diagnostic(
        "PT1510", .error, "plain text to \(host) would show credentials on the way", at: nil,
        help: ["use https and wss; http and ws go to this machine only (127.0.0.1, ::1, localhost)"]
      )
    }
  }
}
