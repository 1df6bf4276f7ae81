/** ZIP files of others: read to their checksums, and no further than is allowed. */
@NullMarked
package io.epochal.trainer.data.zip;

import org.jspecify.annotations.NullMarked;
