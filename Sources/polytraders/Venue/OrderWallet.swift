import CommandLine
import Diagnostics
import FixedPoint
import Signing
import Venue

/// Whose orders are signed, and how: the options that every command has that signs orders.
struct OrderWallet {
  /// The words of `--account`.
  enum Word: String, ArgumentChoice, CustomStringConvertible {
    case plain, proxy, safe, deposit

    var signatureType: VenueOrder.SignatureType {
      switch self {
      case .plain: .externallyOwned
      case .proxy: .proxy
      case .safe: .gnosisSafe
      case .deposit: .depositWallet
      }
    }

    var description: String { rawValue }
  }

  static let account: Parameter<Word> = .option(
    "account", "KIND",
    "who holds the funds: plain (the key's own address), or the proxy wallet, safe or deposit wallet of --funder",
    default: .plain)
  static let funder: Parameter<String?> = .option(
    "funder", "ADDRESS", "the wallet that holds the funds of a proxy, safe or deposit account")

  static let options: [any ParameterDeclaration] = [account, funder]

  let key: SigningKey
  let kind: Word
  /// Who holds the funds.
  let maker: Address

  var signatureType: VenueOrder.SignatureType { kind.signatureType }

  /// Whose signature counts.
  var signer: Address { kind == .deposit ? maker : key.address }

  /// The wallet that the options of the command at `path` name, with the key of the client.
  init(_ values: ParsedValues, _ client: VenueClient, path: String) throws {
    guard let key = client.identity?.key else {
      throw DiagnosticError(VenueFailure.refusedHere(.noKey).diagnostic)
    }
    let kind = values[Self.account]
    var maker = key.address
    if let text = values[Self.funder] {
      do throws(AddressError) {
        maker = try Address(checked: text)
      } catch {
        throw UsageError(
          .contradiction("'--funder \(text)' is no address, or its checksum is wrong"), path: path)
      }
    }
    guard (kind == .plain) == (maker == key.address) else {
      let words =
        kind == .plain
        ? "a --funder that is not the key's own address goes with --account proxy, safe or deposit"
        : "--account \(kind) needs the --funder that holds its funds, which is not the key's own address \(key.address)"
      throw UsageError(.contradiction(words), path: path)
    }
    self.key = key
    self.kind = kind
    self.maker = maker
  }

  /// The account in a few words, for people.
  var description: String {
    kind == .plain
      ? "plain account \(maker)" : "\(kind) wallet \(maker), signed for by \(key.address)"
  }
}
