/** Folders on this machine: what a process needs for a while, and how it goes. */
@NullMarked
package io.epochal.disk;

import org.jspecify.annotations.NullMarked;
