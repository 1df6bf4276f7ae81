package io.epochal.fuzz;

import java.util.List;
import java.util.Random;

/** Pieces of text that readers may trip over, as they are written in JSON and YAML. */
final class HostileText {
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "[null]",
            "{\"\":null}",
            "[[[[1]]]]",
            "0",
            "-1",
            "-2",
            "1.5",
            "1e308",
            "-1e-320",
            "1e999",
            "2147483647",
            "2147483648",
            "9007199254740991",
            "9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            "9".repeat(90),
            "9".repeat(2000),
            "1e1000000000",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"NaN\"",
            "\"-Infinity\"",
            "\"1e3\"",
            "\"../x\"",
            "\"/etc/passwd\"",
            "\"s3://x/y\"",
            "\"a\\u0000b\"",
            "\"\\u001b[31m\\r\\n\"",
            "\"\\ud800\"",
            "\"mod\u00e8le\u202e\"",
            "\"{epoch:0300000000d}\"",
            "\"{val_loss:.99f}{val_loss:.99f}{loss:99}\"",
            "\"{batch}{loss}\"",
            "\"{epoch}\"",
            "\"final\"",
            "\"io.epochal.EpochEnded\"",
            "\"learning_rate\"",
            "\"val_loss < 1e999\"",
            "\"0.0005s\"",
            "\"http://[::1]:99999/\"",
            "\"2026-01-02T03:04:05Z\"",
            "\"+1000000000-12-31T23:59:59.999999999Z\"",
            "\"((((((((((a*)*)*)*)*)*)*)*)*)*b\"",
            "\"*****************a*****************\"",
            "{\"type\":\"TerminateOnNaN\"}",
            "{\"type\":\"Table\",\"0\":\"NaN\"}",
            "{\"type\":\"Dense\",\"units\":2000000000}",
            "{\"type\":\"Conv2D\",\"filters\":1000000,\"kernel_size\":[1000000,1000000]}");

    private static final List<String> PIECES = List.of(
            "\n",
            "\r\n",
            "\t",
            "\u0000",
            "\u001b[2J",
            "\ud83d\ude00",
            "\u202e",
            ",",
            ";",
            "\"",
            "'",
            "\\",
            "{",
            "}",
            "[",
            "]",
            ": ",
            "- ",
            "#",
            "&a ",
            "*a",
            "<<: ",
            "!!int ",
            "!!java.lang.Thread ",
            "? ",
            "|\n",
            "---\n",
            "...",
            "%YAML 1.1\n",
            "~",
            ".nan",
            ".inf",
            "0x",
            "0o7",
            "1:2",
            "<",
            ">=",
            "=",
            "==",
            "status:",
            "epoch",
            "nan",
            "NA",
            "loss",
            "/",
            "..",
            "%00",
            "+",
            "-");

    private HostileText() {}

    /** A value in JSON, or nearly. */
    static String value(Random random) {
        return random.nextInt(200) == 0 ? huge(random) : VALUES.get(random.nextInt(VALUES.size()));
    }

    /** A few characters that mean something somewhere. */
    static String piece(Random random) {
        return random.nextInt(6) == 0 ? value(random) : PIECES.get(random.nextInt(PIECES.size()));
    }

    private static String huge(Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> "\"" + "x".repeat(352 * 1024) + "\"";
            case 1 -> "[".repeat(5000) + "]".repeat(5000);
            case 2 -> "[".repeat(45) + "]".repeat(45);
            case 3 -> "[" + "{\"type\":\"TerminateOnNaN\"},".repeat(19_499) + "{\"type\":\"TerminateOnNaN\"}]";
            case 4 -> "[".repeat(90) + "]".repeat(90);
            case 5 -> "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);
            default -> "[" + "{\"type\":\"EarlyStopping\",\"monitor\":\"val_loss\"},".repeat(99) + "null]";
        };
    }
}
