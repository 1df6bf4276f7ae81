package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.ReservedNames;
import io.epochal.callback.recording.tensorboard.EventFiles;
import io.epochal.protocol.SpecException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The paths that the loggers of one list have taken so far. Names that differ in case alone are the same on some file systems. */
final class PathClaims {
    private final Set<String> files = new HashSet<>();
    private final Set<String> folders = new HashSet<>();
    private final Set<String> logDirs = new HashSet<>();

    /** @throws SpecException when it is another's, or a recorder's own */
    void file(String field, String path) {
        String key = free(field, path);
        if (files.contains(key) || folders.contains(key)) {
            throw new SpecException(field, "is where an earlier callback of the list has its file or folder", path);
        }
        List<String> above = above(field, path, key);
        files.add(key);
        folders.addAll(above);
    }

    /** A folder for TensorBoard's files, with {@code train} and {@code validation} in it. */
    void folder(String field, String path) {
        String key = free(field, path);
        List<String> all = above(field, path, key);
        all.addAll(List.of(key, key + "/" + EventFiles.TRAIN, key + "/" + EventFiles.VALIDATION));
        if (logDirs.contains(key) || all.stream().anyMatch(files::contains)) {
            throw new SpecException(field, "is where an earlier callback of the list has its file or folder", path);
        }
        folders.addAll(all);
        logDirs.add(key);
    }

    private static String free(String field, String path) {
        if (ReservedNames.among(path)) {
            throw new SpecException(field, "may not be a name that recorders keep for themselves", path);
        }
        return path.toLowerCase(Locale.ROOT);
    }

    /** The folders that it lies in. */
    private List<String> above(String field, String path, String key) {
        List<String> above = new ArrayList<>();
        for (int end = key.indexOf('/'); end >= 0; end = key.indexOf('/', end + 1)) {
            above.add(key.substring(0, end));
        }
        if (above.stream().anyMatch(files::contains)) {
            throw new SpecException(field, "lies below what is a file of an earlier callback of the list", path);
        }
        return above;
    }
}
