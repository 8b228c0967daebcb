import Diagnostics

extension CodePages {
  /// PT29xx: transactions of the wallet.
  static let range29: [CodePage] = [
    CodePage(
      "PT2901", "the wallet's numbers are in other hands",
      cause:
        "Another process sends transactions of this wallet: it writes their journal, or holds the lease of the "
        + "wallet's numbers. Two that number beside each other would use a number twice.",
      remedy:
        "Wait until it has ended. The lease of a process that was killed ends by itself after 30 s, at once for the "
        + "same store."),
    CodePage(
      "PT2902", "a value that no transaction can have",
      cause: "An amount, a fee, an id or bytes on the command line are none that can be sent.",
      remedy: "The finding says what it has to be."),
    CodePage(
      "PT2903", "a transaction that nobody asked for",
      cause: "The journal of the store holds no act with that id.",
      remedy: "'tx list' shows all; --store names the folder that they were sent from."),
    CodePage(
      "PT2904", "a node of another chain",
      cause:
        "What is signed for one chain is refused on another; that its node was named is a mistake somewhere.",
      remedy:
        "Name nodes of the chain that --chain-id says: 137 is Polygon, 80002 its test network."),
    CodePage(
      "PT2905", "one id for two acts",
      cause:
        "An id names one act, so that asking twice does it once. This id was given to something else before.",
      remedy: "Look with 'tx show ID' at what it is, and take a new id for a new act."),
    CodePage(
      "PT2906", "a journal of transactions that cannot be read",
      cause:
        "An entry is damaged or of a later version. A state with holes is no state: nothing is signed on it.",
      remedy:
        "'audit verify' tells whether it was damaged. Do not begin a new journal while something is under way: its "
        + "numbers would be holes."),
  ]
}
