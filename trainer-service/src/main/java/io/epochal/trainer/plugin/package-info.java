/** Plug-ins of the trainer: jars in a folder that bring models and rows. */
@NullMarked
package io.epochal.trainer.plugin;

import org.jspecify.annotations.NullMarked;
