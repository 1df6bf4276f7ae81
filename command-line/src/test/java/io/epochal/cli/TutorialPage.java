package io.epochal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The fenced blocks of a page that shows files and commands. */
final class TutorialPage {
    private static final Pattern FILE = Pattern.compile("(?ms)^`([^`\\n]+)`:\\n\\n```\\w*\\n(.*?)\\n```$");
    private static final Pattern COMMAND =
            Pattern.compile("(?ms)^```sh\\n(\\./epochal [^\\n]+)\\n```\\n\\n```\\n(.*?)\\n```$");

    private final String text;

    private TutorialPage(String text) {
        this.text = text;
    }

    /** @param name of a file in docs */
    static TutorialPage read(String name) throws IOException {
        return new TutorialPage(Files.readString(Path.of("..", "docs", name)));
    }

    /** Each file that it shows with its name above it, without the last line's end. */
    Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        FILE.matcher(text).results().forEach(file -> files.put(file.group(1), file.group(2)));
        return files;
    }

    /** The command whose output follows it, as groups 1 and 2. */
    MatchResult command() {
        return COMMAND.matcher(text).results().findFirst().orElseThrow();
    }

    /** All commands of ours that it tells to type, without {@code ./epochal}. */
    List<String> commands() {
        return text.lines()
                .filter(line -> line.startsWith("./epochal "))
                .map(line -> line.substring("./epochal ".length()))
                .toList();
    }

    /** The words of {@link #command} behind {@code ./epochal}. */
    List<String> arguments() {
        String[] words = command().group(1).split(" ");
        return List.of(words).subList(1, words.length);
    }
}
