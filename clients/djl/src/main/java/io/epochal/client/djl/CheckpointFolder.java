package io.epochal.client.djl;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.util.Utils;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.epochal.client.ResumeFrom;
import io.epochal.client.SavedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder with a model's parameters as DJL stores them, the weights of epochs that a callback may still ask for, and beside them
 * {@value #STATE}: the run's state, with the callbacks as they stood. That file names the others and is replaced last, so a process that
 * is killed while it saves leaves the checkpoint before.
 */
record CheckpointFolder(Path path) {
    static final String STATE = "epochal.json";
    private static final String PREFIX = "model";

    SavedCheckpoint save(Model model, ParameterCopies kept, ResumeFrom state) throws IOException {
        Files.createDirectories(path);
        String set = model.getProperty("Epoch");
        int number = set == null ? Utils.getCurrentEpoch(path, PREFIX) + 1 : Integer.parseInt(set);
        model.save(path, PREFIX);
        JsonObject json = state.toJson();
        json.addProperty("parameters", number);
        JsonObject epochs = new JsonObject();
        kept.write(path).forEach((epoch, file) -> epochs.addProperty(epoch.toString(), file));
        json.add("kept", epochs);
        Path next = path.resolve(STATE + ".new");
        Files.writeString(next, json.toString());
        replace(next, path.resolve(STATE));
        return new SavedCheckpoint(path.toUri(), deleteOthers(json));
    }

    /** Returns the bytes of what is left. */
    private long deleteOthers(JsonObject state) throws IOException {
        String parameters = String.format(
                java.util.Locale.ROOT,
                "%s-%04d.params",
                PREFIX,
                state.get("parameters").getAsInt());
        long bytes = 0;
        for (Path file : files()) {
            String name = file.getFileName().toString();
            boolean old = (name.matches(PREFIX + "-\\d+\\.params") && !name.equals(parameters))
                    || (name.matches("epoch-\\d+\\.ndlist")
                            && !state.getAsJsonObject("kept").has(name.replaceAll("\\D", "")));
            if (old) {
                Files.delete(file);
            } else if (Files.isRegularFile(file)) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.toList();
        }
    }

    /** @throws IOException where the folder is no checkpoint of a run */
    ResumeFrom state() throws IOException {
        try {
            return ResumeFrom.of(json()).at(path.toUri());
        } catch (IllegalArgumentException e) {
            throw new IOException(path.resolve(STATE) + ": " + e.getMessage(), e);
        }
    }

    /** Puts the parameters into a model that has its block, and the kept weights into memory. */
    void load(Model model, ParameterCopies kept) throws IOException, MalformedModelException {
        JsonObject json = json();
        model.load(path, PREFIX, Map.of("epoch", json.get("parameters").getAsString()));
        for (Map.Entry<String, JsonElement> epoch : json.getAsJsonObject("kept").entrySet()) {
            Path file = path.resolve(epoch.getValue().getAsString()).normalize();
            if (!path.equals(file.getParent())) {
                throw new IOException(path.resolve(STATE) + " names a file outside of its folder: " + file);
            }
            kept.read(Integer.parseInt(epoch.getKey()), file);
        }
    }

    private JsonObject json() throws IOException {
        try {
            return JsonParser.parseString(Files.readString(path.resolve(STATE))).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new IOException(path.resolve(STATE) + " is no JSON object", e);
        }
    }

    static void replace(Path next, Path file) throws IOException {
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
