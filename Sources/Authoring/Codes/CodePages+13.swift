extension CodePages {
  /// PT13xx: typed data and keys.
  static let range13: [CodePage] = [
    CodePage(
      "PT1301", "a schema of typed data of another form",
      cause: "A key is missing, unknown or of the wrong form.",
      remedy: "See specs/eip712 for how schemas look."),
    CodePage(
      "PT1302", "a structure of typed data that cannot be",
      cause: "A type or a member does not exist, or a type holds itself.",
      remedy: "Correct the declaration."),
    CodePage(
      "PT1303", "a domain that names no chain or contract",
      cause: "The chain is no number, or the address is none.",
      remedy: "Correct it."),
    CodePage(
      "PT1304", "a value that its type does not take",
      cause: "Something that is to be signed is out of range or of another form.",
      remedy: "Correct the value."),
    CodePage(
      "PT1305", "a schema that differs from what the program signs",
      cause: "The files of specs/eip712 are built into the program; a file beside it cannot change "
        + "what is signed, only mislead its reader.",
      remedy: "Take the file of the program's version."),
    CodePage(
      "PT1311", "a signature for another contract or chain",
      cause: "The venue would refuse the order, or it was made for an old contract.",
      remedy: "Sign for the domain of specs/eip712."),
    CodePage(
      "PT1312", "a signature by another key",
      cause: "The signer that the order names is not who signed it.",
      remedy: "Use the key of the wallet."),
    CodePage(
      "PT1313", "a signature of another kind than the wallet needs",
      cause: "A wallet contract signs otherwise than a key.",
      remedy: "Choose the kind of the wallet."),
    CodePage(
      "PT1321", "an amount that the venue does not take",
      cause: "Prices and sizes have to fit the tick and the precision of the market.",
      remedy: "Round as the message says."),
    CodePage(
      "PT1331", "a source of a key that is none",
      cause: "Keys come from a keystore, a variable or a prompt; never from the command line.",
      remedy: "Write keystore:FILE, env:NAME or prompt."),
    CodePage(
      "PT1332", "a file of a key that cannot be used",
      cause: "It is missing, or others may read it.",
      remedy: "Check the path; chmod 600."),
    CodePage(
      "PT1333", "a keystore that does not open",
      cause: "The password is wrong or the file is damaged.",
      remedy: "Try again, or take the backup."),
    CodePage(
      "PT1334", "a text that is no key",
      cause: "Keys are 32 bytes in hexadecimal, and not every number is one.",
      remedy: "Check what was copied."),
    CodePage(
      "PT1335", "a key that could not be kept safe",
      cause: "Its memory could not be locked, or there is no terminal for the password.",
      remedy: "See what the message asks for."),
    CodePage(
      "PT1390", "a transaction that nodes would not take",
      cause: "It is too large.",
      remedy: "Send less at once."),
    CodePage(
      "PT1391", "bytes that are no transaction",
      cause: "They cannot be decoded.",
      remedy: "Check what was copied."),
    CodePage(
      "PT1392", "a transaction of an unknown type",
      cause: "Only the types of Polygon are known.",
      remedy: "Use one of these."),
    CodePage(
      "PT1393", "a transaction with a wrong number of fields",
      cause: "Its type has another number.",
      remedy: "Check what made it."),
    CodePage(
      "PT1394", "a field of a transaction that is not of its form",
      cause: "Too long, or with zeros in front.",
      remedy: "Check what made it."),
    CodePage(
      "PT1395", "a signature of a transaction that belongs to no key",
      cause: "It was changed after signing.",
      remedy: "Sign again."),
  ]
}
