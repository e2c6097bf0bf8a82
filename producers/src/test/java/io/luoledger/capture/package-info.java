/** Tests of the capture, against a tracefs-like directory of files. */
@NullMarked
package io.luoledger.capture;

import org.jspecify.annotations.NullMarked;
