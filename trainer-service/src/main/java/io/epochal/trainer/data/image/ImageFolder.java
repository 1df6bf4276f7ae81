package io.epochal.trainer.data.image;

import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a folder with one folder a class, as Keras 3.15, dataset_utils.py, {@code index_directory}. Other than there, hidden
 * files are left out, and images of another format are refused.
 *
 * @param name as the user wrote it
 */
record ImageFolder(String name, Path folder) {
    private static final Set<String> READ = Set.of("jpg", "jpeg", "png");
    private static final Set<String> OTHER_IMAGES = Set.of("gif", "bmp", "webp", "tif", "tiff", "heic", "avif");

    /** The names of the folders in it, sorted as Python sorts texts. */
    List<String> classes() throws IOException {
        List<String> classes = new ArrayList<>();
        for (Path inside : sorted(folder, 1)) {
            if (Files.isDirectory(inside) && isShown(inside.getFileName())) {
                classes.add(inside.getFileName().toString());
            }
        }
        if (classes.isEmpty()) {
            throw new IOException(name + " must have one folder a class, with its images; it has no folder");
        }
        return classes;
    }

    /** All images, sorted by class and then by path. An empty class is refused when {@code complete}. */
    List<LabelledImage> images(List<String> known, boolean complete) throws IOException {
        List<LabelledImage> images = new ArrayList<>();
        for (String found : classes()) {
            int label = known.indexOf(found);
            if (label < 0) {
                throw new IOException(name + " has a folder " + shown(found)
                        + ", which is no class of the training rows" + Nearest.hint(found, known));
            }
            int before = images.size();
            add(folder.resolve(found), label, images);
            if (complete && images.size() == before) {
                throw new IOException(name + "/" + shown(found)
                        + " has no images: each class needs at least one file .jpg, .jpeg or .png");
            }
        }
        if (images.isEmpty()) {
            throw new IOException(name + " has no images");
        }
        return images;
    }

    /** All images, wherever they are in the folder, sorted by path; their label is 0. */
    List<LabelledImage> unlabelled() throws IOException {
        List<LabelledImage> images = new ArrayList<>();
        add(folder, 0, images);
        if (images.isEmpty()) {
            throw new IOException(name + " has no images");
        }
        return images;
    }

    private void add(Path root, int label, List<LabelledImage> images) throws IOException {
        for (Path file : sorted(root, Integer.MAX_VALUE)) {
            String path = name + "/" + shown(folder.relativize(file).toString());
            String suffix = suffix(file);
            if (Files.isDirectory(file) || !isShown(root.relativize(file))) {
                continue;
            }
            if (READ.contains(suffix)) {
                images.add(new LabelledImage(file, path, label));
            } else if (OTHER_IMAGES.contains(suffix)) {
                throw new IOException(
                        path + " must be a JPEG or PNG file, .jpg, .jpeg or .png; other images are not read");
            }
        }
    }

    private static List<Path> sorted(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> !file.equals(folder))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private static boolean isShown(Path path) {
        for (Path part : path) {
            if (part.toString().startsWith(".") || part.toString().equals("__MACOSX")) {
                return false;
            }
        }
        return true;
    }

    private static String suffix(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String shown(String path) {
        return Printable.of(path, 300);
    }
}
