package io.epochal.callback.policy;

import io.epochal.protocol.RelativePath;
import io.epochal.protocol.field.SpecException;
import java.util.List;

/** The files and folders that recorders write for a callbacks list: no two callbacks may share one. */
final class RecordedFiles {
    private RecordedFiles() {}

    /** @throws SpecException as {@link RelativePath#normalize}, and for a reserved name */
    static String normalize(String field, String written) {
        String path = RelativePath.normalize(field, written);
        for (String part : path.split("/", -1)) {
            if (ReservedNames.contain(part)) {
                throw new SpecException(
                        field, "may not have \"" + part + "\" in it: recorders reserve such names", written);
            }
        }
        return path;
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
            reject(meet(first.filename(), second.filename()), place, "filename", second.filename(), position);
        } else if (one instanceof CSVLogger file && other instanceof TensorBoard folder) {
            reject(
                    isInTheWay(file, folder),
                    place,
                    "log_dir",
                    folder.arguments().logDir(),
                    position);
        } else if (one instanceof TensorBoard folder && other instanceof CSVLogger file) {
            reject(isInTheWay(file, folder), place, "filename", file.filename(), position);
        } else if (one instanceof TensorBoard first && other instanceof TensorBoard second) {
            reject(
                    first.arguments().logDir().equals(second.arguments().logDir()),
                    place,
                    "log_dir",
                    second.arguments().logDir(),
                    position);
        }
    }

    private static void reject(boolean meet, int place, String key, String path, int position) {
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
        return folder.arguments().folders().stream()
                .anyMatch(one -> one.equals(file.filename()) || one.startsWith(file.filename() + "/"));
    }

    /** The same file, or one that would have to be the other one's folder. */
    private static boolean meet(String one, String other) {
        return one.equals(other) || one.startsWith(other + "/") || other.startsWith(one + "/");
    }
}
