package io.epochal.trainer.data.image;

import java.nio.file.Path;

/**
 * One image file.
 *
 * @param name its path below the folder, with the folder as the user wrote it
 * @param label the index of its class
 */
record LabelledImage(Path file, String name, int label) {}
