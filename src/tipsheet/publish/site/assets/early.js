try{var t=localStorage.getItem("tipsheet.theme");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch(e){}
