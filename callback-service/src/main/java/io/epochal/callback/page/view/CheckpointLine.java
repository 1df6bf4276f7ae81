package io.epochal.callback.page.view;

import io.epochal.callback.summary.ExportName;
import io.epochal.callback.summary.NamedCheckpoint;
import io.epochal.callback.summary.RunDetails;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A checkpoint with a name.
 *
 * @param uri where it is
 * @param exports how it is had as a file, once for each name that still is its own; none for a program's own checkpoints
 */
public record CheckpointLine(String names, String place, String uri, long kilobytes, List<Export> exports) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/-]+");

    /**
     * How a checkpoint is had as a file.
     *
     * @param name under which it is asked for, as a part of an identifier in the page
     * @param downloads none where the service cannot read the store
     */
    public record Export(String name, String command, List<Download> downloads) {}

    /** A link to a file. */
    public record Download(String text, String address) {}

    /** Newest first. A name is that of the checkpoint that was saved under it last. */
    static List<CheckpointLine> of(RunDetails run, String round, RunPlaces places) {
        return NamedCheckpoint.of(run).stream()
                .limit(RunSheet.MOST_LINES)
                .map(one -> line(run, one, round, places))
                .toList();
    }

    private static CheckpointLine line(RunDetails run, NamedCheckpoint checkpoint, String round, RunPlaces places) {
        CheckpointSaved saved = checkpoint.saved();
        return new CheckpointLine(
                ShownText.sentence(String.join(", ", checkpoint.names())),
                round + " " + (saved.epoch() + 1) + ", step " + saved.step(),
                ShownText.sentence(checkpoint.uri(run, places.bucket())),
                saved.bytes() / 1024,
                run.isAttached()
                        ? List.of()
                        : checkpoint.own().stream()
                                .map(name -> export(run, name, places))
                                .toList());
    }

    /** A model behind a backbone is none of Keras': its weights go into a folder. */
    private static Export export(RunDetails run, String name, RunPlaces places) {
        boolean whole = run.facts().isKerasModel();
        String to = whole ? ExportName.keras(name) : ExportName.folder(name);
        String command = ShownText.sentence(
                "./epochal runs export " + word(run.id()) + " --checkpoint " + word(name) + " --to " + word(to));
        List<Download> downloads = new ArrayList<>();
        if (places.downloads()) {
            String address = address(run.id(), name);
            if (whole) {
                downloads.add(new Download(".keras", address + "keras"));
            }
            downloads.add(new Download(".safetensors", address + "safetensors"));
        }
        return new Export(ShownText.encoded(name), command, downloads);
    }

    /** Up to the format. A slash of the name is one of the path. */
    private static String address(String run, String name) {
        return "/runs/" + ShownText.encoded(run) + "/checkpoints/"
                + ShownText.encoded(name).replace("%2F", "/") + "?format=";
    }

    /** As a shell takes it for one word. */
    private static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
