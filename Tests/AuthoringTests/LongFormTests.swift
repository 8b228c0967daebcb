import Authoring
import Testing

@Suite("what does not fit on a line")
struct LongFormTests {
  @Test("a rule that is too long becomes a block, its comment stays with it")
  func rule() {
    let condition = "order.queue_ahead > params.min_queue_position && order.side == BUY"
    let line =
      "- { code: A_RATHER_LONG_REASON_CODE, when: \(condition), do: cancel_replace } # why"
    #expect(
      formatted("kind: Bot\nspec:\n  rules:\n    \(line)\n") == """
        kind: Bot
        spec:
          rules:
            # why
            - code: A_RATHER_LONG_REASON_CODE
              when: \(condition)
              do: cancel_replace

        """)
  }

  @Test("a long condition has one operand a line")
  func condition() {
    let part = "order.queue_ahead > params.min_queue_position"
    let text =
      "kind: Bot\nspec:\n  rules:\n    - code: C\n      when: \(part)||(\(part)||x)&&\(part)||\(part) # c\n      do: hold\n"
    let expected = """
      kind: Bot
      spec:
        rules:
          - code: C
            when: >- # c
              \(part)
              || (\(part) || x) && \(part)
              || \(part)
            do: hold

      """
    #expect(formatted(text) == expected)
    #expect(formatted(expected) == expected)
  }

  @Test("branches stand below each other")
  func branches() {
    let part = "staleness.a_rather_long_name_of_a_threshold"
    let text =
      "kind: Bot\nspec:\n  let:\n    t: \"feed.kind == book ? \(part) : feed.kind == registry ? \(part) : \(part)\"\n"
    #expect(
      formatted(text) == """
        kind: Bot
        spec:
          let:
            t: >-
              feed.kind == book ? \(part)
              : feed.kind == registry ? \(part)
              : \(part)

        """)
  }

  @Test("prose over several lines is filled to the width")
  func prose() {
    let words = (1...60).map { "word\($0)" }
    let text = "a: >-\n" + words.map { "  \($0)\n" }.joined()
    let result = formatted(text)
    #expect(result.split(separator: "\n").allSatisfy { $0.count <= 120 })
    #expect(result.split(separator: "\n").count == 5)
    #expect(formatted(result) == result)
  }

  @Test("a long text on one line stays one line")
  func line() {
    let text = "a: \"\(String(repeating: "word ", count: 40))\"\n"
    #expect(formatted(text) == text)
  }
}
