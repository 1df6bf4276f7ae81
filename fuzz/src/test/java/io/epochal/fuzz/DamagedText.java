package io.epochal.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with other words, lines in another order, twice or not at all, and pieces of syntax where they do not belong. */
final class DamagedText implements Damage {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_0-9.+-]+");

    @Override
    public byte[] of(byte[] input, Random random) {
        String text = new String(input, UTF_8);
        return (switch (random.nextInt(5)) {
                    case 0 -> inserted(text, random);
                    case 1, 2 -> replaced(text, random);
                    case 3 -> moved(text, random);
                    default -> repeated(text, random);
                })
                .getBytes(UTF_8);
    }

    private static String inserted(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + HostileText.piece(random) + text.substring(at);
    }

    private static String replaced(String text, Random random) {
        List<int[]> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(text); word.find() && words.size() < 5000; ) {
            words.add(new int[] {word.start(), word.end()});
        }
        if (words.isEmpty()) {
            return inserted(text, random);
        }
        int[] word = words.get(random.nextInt(words.size()));
        return text.substring(0, word[0]) + HostileText.value(random) + text.substring(word[1]);
    }

    private static String moved(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (lines.isEmpty()) {
            return inserted(text, random);
        }
        String line = lines.remove(random.nextInt(lines.size()));
        for (int times = random.nextInt(3); times > 0; times--) {
            lines.add(random.nextInt(lines.size() + 1), line);
        }
        return String.join("\n", lines);
    }

    /** A hundred times, or once so often that a reader with a bad plan does not come back. */
    private static String repeated(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + 1 + random.nextInt(8));
        int times = random.nextInt(50) == 0 ? 20_000 : 100;
        return text.substring(0, at) + text.substring(at, end).repeat(times) + text.substring(end);
    }
}
