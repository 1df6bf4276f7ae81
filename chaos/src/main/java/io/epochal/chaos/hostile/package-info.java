/** What is put beside an innocent run: records that are no messages, names that are no names, and a plug-in that does harm. */
@NullMarked
package io.epochal.chaos.hostile;

import org.jspecify.annotations.NullMarked;
