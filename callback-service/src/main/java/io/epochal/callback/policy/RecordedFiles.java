package io.epochal.callback.policy;

import io.epochal.protocol.RelativePath;
import io.epochal.protocol.SpecException;
import java.util.List;

/** The files and folders that recorders write for a callbacks list, each its own. */
final class RecordedFiles {
    private RecordedFiles() {}

    /** @throws SpecException as {@link RelativePath#normalize}, and for a name that recorders keep to themselves */
    static String normalize(String field, String written) {
        String path = RelativePath.normalize(field, written);
        for (String part : path.split("/", -1)) {
            if (isKept(part)) {
                throw new SpecException(
                        field, "may not have \"" + part + "\" in it: recorders keep such names to themselves", written);
            }
        }
        return path;
    }

    private static boolean isKept(String part) {
        return part.startsWith(".recorded")
                || part.startsWith(".posted")
                || part.contains(".recorded-csv.json")
                || part.startsWith("events.out.tfevents");
    }

    /** @throws SpecException for the first callback that would write where an earlier one does */
    static void requireApart(List<Callback> callbacks) {
        for (int later = 1; later < callbacks.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                requireApart(callbacks.get(earlier), earlier, callbacks.get(later), later);
            }
        }
    }

    private static void requireApart(Callback one, int position, Callback other, int place) {
        if (one instanceof CSVLogger first && other instanceof CSVLogger second) {
            refuse(meet(first.filename(), second.filename()), place, "filename", second.filename(), position);
        } else if (one instanceof CSVLogger file && other instanceof TensorBoard folder) {
            refuse(isInTheWay(file, folder), place, "log_dir", folder.logDir(), position);
        } else if (one instanceof TensorBoard folder && other instanceof CSVLogger file) {
            refuse(isInTheWay(file, folder), place, "filename", file.filename(), position);
        } else if (one instanceof TensorBoard first && other instanceof TensorBoard second) {
            refuse(first.logDir().equals(second.logDir()), place, "log_dir", second.logDir(), position);
        }
    }

    private static void refuse(boolean meet, int place, String key, String path, int position) {
        if (meet) {
            throw new SpecException(
                    "callbacks[" + place + "]." + key,
                    "may not be where callbacks[" + position + "] writes: one would need a folder, or the same file,"
                            + " where the other has its file",
                    path);
        }
    }

    /** Whether a file is where TensorBoard needs a folder. */
    private static boolean isInTheWay(CSVLogger file, TensorBoard folder) {
        String logs = folder.logDir();
        return List.of(logs, logs + "/train", logs + "/validation").stream()
                .anyMatch(one -> one.equals(file.filename()) || one.startsWith(file.filename() + "/"));
    }

    /** The same file, or one that would have to be the other one's folder. */
    private static boolean meet(String one, String other) {
        return one.equals(other) || one.startsWith(other + "/") || other.startsWith(one + "/");
    }
}
