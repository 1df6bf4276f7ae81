package io.epochal.callback.recording.folder;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks paths below a folder: no link is followed, in whatever part of a path, and only regular files count as files. */
record PathGuard(Path root) {
    /** What is at this path, if anything is; a link is a link. */
    static Optional<BasicFileAttributes> look(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        }
    }

    boolean hasFile(Path file) throws IOException {
        for (Path folder : parents(file)) {
            Optional<BasicFileAttributes> there = look(folder);
            if (there.isEmpty() || !there.get().isDirectory()) {
                return false;
            }
        }
        return look(file).filter(BasicFileAttributes::isRegularFile).isPresent();
    }

    /** Creates the folders that a file is to be in. */
    void createParents(Path file) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root);
        }
        for (Path folder : parents(file)) {
            if (look(folder).isEmpty()) {
                try {
                    Files.createDirectory(folder);
                } catch (FileAlreadyExistsException e) {
                    requireFolder(folder);
                }
            }
            requireFolder(folder);
        }
    }

    /** @throws UnrecordableException when there is a link, or anything else that is no file */
    void requireFileOrNothing(Path file) throws IOException {
        for (Path folder : parents(file)) {
            requireFolder(folder);
        }
        Optional<BasicFileAttributes> there = look(file);
        if (there.isPresent() && !there.get().isRegularFile()) {
            throw new UnrecordableException(shown(file) + " is "
                    + (there.get().isSymbolicLink() ? "a link, which is not followed" : "there already and no file"));
        }
    }

    private void requireFolder(Path folder) throws IOException {
        BasicFileAttributes there =
                look(folder).orElseThrow(() -> new NoSuchFileException(shown(folder), null, "the folder is missing"));
        if (!there.isDirectory()) {
            throw new UnrecordableException(shown(folder) + " is "
                    + (there.isSymbolicLink() ? "a link, which is not followed" : "a file, and must be a folder"));
        }
    }

    /** Relative to the root. */
    String shown(Path file) {
        return root.relativize(file).toString();
    }

    /** The folders that a file is in, from below the root down. */
    private List<Path> parents(Path file) throws UnrecordableException {
        if (!file.startsWith(root)) {
            throw new UnrecordableException(file + " is not below the recordings' folder");
        }
        List<Path> folders = new ArrayList<>();
        Path relative = root.relativize(file);
        for (int parts = 1; parts < relative.getNameCount(); parts++) {
            folders.add(root.resolve(relative.subpath(0, parts)));
        }
        return folders;
    }
}
