import CommandLine
import KnownAnswers

/// `vectors keccak FILE…`: Keccak-256.
struct KeccakCommand: Command {
  static let files = filesParameter("keccak256.json")
  static let description = CommandDescription(
    "keccak", "hash with Keccak-256 and compare", parameters: [files],
    example: "keccak ../shared/vectors/keccak256.json")

  let values: ParsedValues

  func run() async throws -> ExitCode { show(values[Self.files], checkKeccak) }
}

/// `vectors secp256k1 FILE…`: keys, signatures, recovery.
struct CurveCommand: Command {
  static let files = filesParameter("secp256k1.json")
  static let description = CommandDescription(
    "secp256k1", "sign and recover with secp256k1 and compare", parameters: [files],
    example: "secp256k1 ../shared/vectors/secp256k1.json")

  let values: ParsedValues

  func run() async throws -> ExitCode { show(values[Self.files], checkSecp256k1) }
}

/// `vectors eip712 FILE…`: typed data, orders and their signatures.
struct TypedDataCommand: Command {
  static let files = filesParameter("eip712-generic.json, eip712-order-v2.json, seed-order.json")
  static let description = CommandDescription(
    "eip712", "hash and sign typed data and orders and compare", parameters: [files],
    example: "eip712 ../shared/vectors/eip712-order-v2.json")

  let values: ParsedValues

  func run() async throws -> ExitCode { show(values[Self.files], checkTypedData) }
}

/// `vectors clob-auth FILE…`: the headers of L1 and L2.
struct AuthenticationCommand: Command {
  static let files = filesParameter("clob-auth.json")
  static let description = CommandDescription(
    "clob-auth", "make and verify the venue's authentication headers and compare",
    parameters: [files], example: "clob-auth ../shared/vectors/clob-auth.json")

  let values: ParsedValues

  func run() async throws -> ExitCode { show(values[Self.files], checkAuthentication) }
}

/// `vectors amounts FILE…`: what orders give and take.
struct AmountsCommand: Command {
  static let files = filesParameter("order-amounts.json")
  static let description = CommandDescription(
    "amounts", "compute the amounts of orders and compare", parameters: [files],
    example: "amounts ../shared/vectors/order-amounts.json")

  let values: ParsedValues

  func run() async throws -> ExitCode { show(values[Self.files], checkAmounts) }
}

/// `vectors book-hash FILE…`: the venue's hash of a book.
struct BookHashCommand: Command {
  static let files = filesParameter("book-hash.json")
  static let description = CommandDescription(
    "book-hash", "hash order books and compare", parameters: [files],
    example: "book-hash ../shared/vectors/book-hash.json")

  let values: ParsedValues

  func run() async throws -> ExitCode { show(values[Self.files], checkBookHash) }
}

private func filesParameter(_ names: String) -> Parameter<[String]> {
  .arguments("FILE", "files of the form of vectors/\(names)", isRequired: true)
}

private func show(_ files: [String], _ check: (String) -> Tally) -> ExitCode {
  var tally = Tally()
  for file in files { tally.merge(check(file)) }
  return show(tally)
}
