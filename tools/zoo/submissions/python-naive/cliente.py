import os
import socket
import threading


def receber():
    while True:
        try:
            dados = sock.recv(1024).decode()
        except OSError:
            dados = ''
        if not dados:
            print('O servidor encerrou a conexão.')
            os._exit(0)
        if dados != 'f':
            print(dados)


sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
nome = input('Digite seu nome: ')
sock.connect(('127.0.0.1', 3333))
sock.send(nome.encode())
threading.Thread(target=receber, daemon=True).start()
print('Digite @usuario mensagem')
while True:
    mensagem = input()
    if mensagem == 'sair':
        break
    sock.send(mensagem.encode())
sock.close()
