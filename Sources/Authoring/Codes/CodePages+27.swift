import Diagnostics

extension CodePages {
  /// PT27xx: the trading run.
  static let range27: [CodePage] = [
    CodePage(
      "PT2701", "a builder code that is none",
      cause: "--builder-code takes 32 bytes, and what was given is something else.",
      remedy: "Write 0x and 64 hexadecimal digits, as the venue's builder settings show it."),
    CodePage(
      "PT2702", "a node of the chain that is none",
      cause:
        "Nodes are spoken to over https, or over http on this machine: what a node says decides what is signed.",
      remedy: "Name nodes as https://host[:port]."),
    CodePage(
      "PT2703", "no approved release that a desk can trade by",
      cause:
        "None verifies, or exec.nonceshepherd or exec.queuewarden is not among its bots: nobody would guard signing or what rests.",
      remedy: "'approve status' shows what lies there; have the bots approved."),
    CodePage(
      "PT2704", "a trading run without a node of the chain",
      cause:
        "Numbers and balances are held against the chain; without a reading nothing is signed, so the run would never trade.",
      remedy: "Name one with --rpc, better two of different operators."),
    CodePage(
      "PT2705", "shared state that cannot be used",
      cause:
        "The store of numbers, window, lease and kill latch cannot be opened or was damaged. What cannot be read counts as tripped.",
      remedy:
        "Name the folder that all runners of the key share with --store; 'kill status' tells of the latch."
    ),
    CodePage(
      "PT2706", "a journal that a run cannot go on with",
      cause:
        "One of its entries cannot be read; a state with holes is no state, and nothing is traded on it.",
      remedy:
        "'audit verify' tells whether it was damaged. A journal of a newer program needs that program."
    ),
    CodePage(
      "PT2707", "a desk that was stopped in the middle",
      cause: "A fault was injected there: only tests and simulations do that.",
      remedy: "Start the run again: it goes on from its journal."),
    CodePage(
      "PT2708", "a line that is no execution plan",
      cause:
        "It is no JSON of the form polytraders/execution-plan/1; the finding names the field. Nothing of it was done.",
      remedy: "Correct what writes the plans. The same intent may come again, corrected."),
    CodePage(
      "PT2709", "a plan about a token that the venue does not tell of",
      cause:
        "Without its market nobody knows which contract the order has to be signed for (SEC_DOMAIN_MISMATCH).",
      remedy: "Name a token of an open market; 'market list --open' shows them."),
    CodePage(
      "PT2710", "plans that cannot be read any more",
      cause: "The file or pipe of the plans fails. The run goes on with what it has.",
      remedy: "Put it right and start the run again: plans that were taken are not taken twice."),
    CodePage(
      "PT2711", "an order that the journal does not have",
      cause:
        "The name is neither the venue's id of an order of this journal nor a client order id.",
      remedy: "'orders list' shows all with their names."),
    CodePage(
      "PT2712", "a line of plans that is too long",
      cause:
        "One plan stands on one line of at most a mebibyte. The line is passed over up to its end; the plans behind it are read.",
      remedy: "Correct what writes the plans; the same intent may come again."),
    CodePage(
      "PT2720", "a store that no run ever used",
      cause: "Requests lie in the folder that runs share. In this one no run ever held a lease.",
      remedy: "Name the run's folder with --store; 'run' prints it as it starts."),
    CodePage(
      "PT2721", "a store of several API keys",
      cause: "A request is one run's, and the folder serves runs of several keys.",
      remedy: "Say whose with --api-key."),
    CodePage(
      "PT2722", "a movement that is none",
      cause: "--move takes an asset, an equals sign and an amount that is not nought.",
      remedy: "Write pUSD=40, or a token id and what came; negative where it left."),
    CodePage(
      "PT2723", "a transaction that is none",
      cause:
        "Every movement is booked under the hash of its transaction, so that it is booked once.",
      remedy: "Write its hash: 0x and 64 hexadecimal digits."),
  ]
}
