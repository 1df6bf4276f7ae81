package io.epochal.callback.recording;

import io.epochal.callback.policy.ReservedNames;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The paths that the loggers of one list have taken so far. Names that differ in case alone are the same on some file systems. */
final class PathClaims {
    private static final String TAKEN = "is where an earlier callback of the list has its file or folder";

    private final Set<String> files = new HashSet<>();
    private final Set<String> folders = new HashSet<>();
    private final Set<String> logDirs = new HashSet<>();

    /** @throws SpecException for a path that another logger has taken, or that is reserved */
    void file(String field, String path) {
        String key = unreserved(field, path);
        if (files.contains(key) || folders.contains(key)) {
            throw new SpecException(field, TAKEN, path);
        }
        List<String> parents = parents(field, path, key);
        files.add(key);
        folders.addAll(parents);
    }

    /**
     * Takes a folder and those in it that its logger writes.
     *
     * @param paths the folder itself first
     * @throws SpecException as {@link #file}
     */
    void folders(String field, List<String> paths) {
        String path = paths.get(0);
        String key = unreserved(field, path);
        List<String> all = parents(field, path, key);
        paths.forEach(one -> all.add(one.toLowerCase(Locale.ROOT)));
        if (logDirs.contains(key) || all.stream().anyMatch(files::contains)) {
            throw new SpecException(field, TAKEN, path);
        }
        folders.addAll(all);
        logDirs.add(key);
    }

    private static String unreserved(String field, String path) {
        if (ReservedNames.containAnyOf(path)) {
            throw new SpecException(field, "may not be a name that recorders reserve", path);
        }
        return path.toLowerCase(Locale.ROOT);
    }

    private List<String> parents(String field, String path, String key) {
        List<String> parents = new ArrayList<>();
        for (int end = key.indexOf('/'); end >= 0; end = key.indexOf('/', end + 1)) {
            parents.add(key.substring(0, end));
        }
        if (parents.stream().anyMatch(files::contains)) {
            throw new SpecException(field, "is below a file of an earlier callback of the list", path);
        }
        return parents;
    }
}
