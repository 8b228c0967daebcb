extension CodePages {
  /// PT15xx: the venue.
  static let range15: [CodePage] = [
    CodePage(
      "PT1501", "a request that was not sent",
      cause: "The venue could not be reached; nothing happened there.",
      remedy: "Check the network, then send it again."),
    CodePage(
      "PT1502", "a request that was refused here",
      cause: "The program saw that the venue would refuse it, or should.",
      remedy: "Correct it as the message says."),
    CodePage(
      "PT1503", "a request that the venue refused",
      cause: "It said why; nothing happened.",
      remedy: "Correct it as the message says."),
    CodePage(
      "PT1504", "a request without authority",
      cause: "Key, signature or clock are wrong.",
      remedy: "Check the credentials and the time of this machine."),
    CodePage(
      "PT1505", "a request that came too soon",
      cause: "The venue limits how often one may ask.",
      remedy: "Wait as long as the message says."),
    CodePage(
      "PT1506", "a venue that restarts",
      cause: "It takes no orders for some minutes.",
      remedy: "Try again later; cancels may work before."),
    CodePage(
      "PT1507", "a venue that has halted",
      cause: "It takes nothing, or cancels only.",
      remedy: "Watch its status."),
    CodePage(
      "PT1508", "an outcome that nobody knows",
      cause: "The request was sent and the answer was lost: it may have happened.",
      remedy: "Look it up with 'account order ID' before anything is sent again."),
    CodePage(
      "PT1509", "an address of a venue that is none",
      cause: "It has to be a URL, or a host with or without a port.",
      remedy: "Correct it.",
      example: .command("market time --venue nonsense")),
    CodePage(
      "PT1510", "plain text to another machine",
      cause: "Credentials would be readable on the way.",
      remedy: "Use https.",
      example: .command("market time --venue http://example.com")),
    CodePage(
      "PT1511", "a venue whose channels are not known",
      cause: "Only for the real venue are they known from its address.",
      remedy: "Name them with --ws URL."),
    CodePage(
      "PT1512", "a file that holds something already",
      cause: "A recording never overwrites another.",
      remedy: "Name another file."),
    CodePage(
      "PT1513", "a market without tokens",
      cause: "It exists and cannot be traded yet.",
      remedy: "Try again later."),
    CodePage(
      "PT1514", "a channel that never opened",
      cause: "The venue did not accept the connection.",
      remedy: "Check address and network."),
    CodePage(
      "PT1515", "a file without an API key",
      cause: "It is not what 'account api-key' writes.",
      remedy: "Name the right file."),
    CodePage(
      "PT1516", "an API key of another wallet",
      cause: "Key and private key belong to different addresses.",
      remedy: "Name the credentials of this wallet."),
    CodePage(
      "PT1517", "a batch that cannot be sent",
      cause: "A line of it is no order, or there are too many.",
      remedy: "Correct the line that the message names."),
  ]
}
