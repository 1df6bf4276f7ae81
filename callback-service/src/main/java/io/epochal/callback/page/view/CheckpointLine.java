package io.epochal.callback.page.view;

import io.epochal.callback.summary.RunDetails;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A checkpoint with a name.
 *
 * @param uri where it is
 * @param exports the commands that write it as a file, one for each name that still is its own; none for a program's own checkpoints
 */
public record CheckpointLine(String names, String place, String uri, long kilobytes, List<Export> exports) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/-]+");
    private static final String KERAS = ".keras";

    /**
     * A command that writes the checkpoint as a file.
     *
     * @param name whose command it is, as a part of an identifier in the page
     */
    public record Export(String name, String command) {}

    /** Newest first. A name is that of the checkpoint that was saved under it last. */
    static List<CheckpointLine> of(RunDetails run, String round, RunPlaces places) {
        Set<String> taken = new HashSet<>();
        List<CheckpointSaved> saved = new ArrayList<>(run.events(CheckpointSaved.class));
        Collections.reverse(saved);
        List<CheckpointLine> lines = new ArrayList<>();
        for (CheckpointSaved one : saved) {
            if (!one.names().isEmpty() && lines.size() < RunSheet.MOST_LINES) {
                List<String> own = one.names().stream().filter(taken::add).toList();
                lines.add(line(run, one, own, round, places));
            }
        }
        return lines;
    }

    private static CheckpointLine line(
            RunDetails run, CheckpointSaved saved, List<String> own, String round, RunPlaces places) {
        boolean ours = !run.isAttached();
        return new CheckpointLine(
                ShownText.sentence(String.join(", ", saved.names())),
                round + " " + (saved.epoch() + 1) + ", step " + saved.step(),
                ShownText.sentence(ours ? "s3://" + places.bucket() + "/" + saved.key() : saved.key()),
                saved.bytes() / 1024,
                ours ? own.stream().map(name -> export(run, name)).toList() : List.of());
    }

    /** A model behind a backbone is none of Keras': its weights go into a folder. */
    private static Export export(RunDetails run, String name) {
        Optional<RunSpec> spec = run.facts().spec();
        boolean whole = spec.isPresent() && spec.get().model().backbone() == null;
        String file = name.replace('/', '-');
        String to = file + (whole && !file.endsWith(KERAS) ? KERAS : "");
        String command =
                "./epochal runs export " + word(run.id()) + " --checkpoint " + word(name) + " --to " + word(to);
        return new Export(ShownText.encoded(name), ShownText.sentence(command));
    }

    /** As a shell takes it for one word. */
    private static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
