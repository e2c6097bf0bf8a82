/** Text that comes from outside: named, opened once, read in lines of bounded length. */
@NullMarked
package io.luoledger.text;

import org.jspecify.annotations.NullMarked;
