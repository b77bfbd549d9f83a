/** What a context is and where it comes from: task pools, contexts drawn in full, and their sufficient statistics. */
package org.icllab.context;
