/** What is packed beside the program and made of its help: manual pages and completions. */
@NullMarked
package io.luoledger.release;

import org.jspecify.annotations.NullMarked;
