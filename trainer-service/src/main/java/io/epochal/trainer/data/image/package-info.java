/** Images in folders, one folder a class. */
@NullMarked
package io.epochal.trainer.data.image;

import org.jspecify.annotations.NullMarked;
